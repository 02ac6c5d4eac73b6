// Runs the rules of axe-core on the page. Returns a list with what each rule says about each element.
(() => {
    // All rules, also those that are off by default: best practices, experiments, and WCAG 2.2 with its sizes of targets. Only
    // the level AAA of WCAG is left out: it wants a contrast of 7:1, and no two links with the same text, as in "Delete for good".
    const tags = [...new Set(axe.getRules().flatMap(rule => rule.tags))]
    const strict = axe.getRules(tags.filter(tag => tag.endsWith('aaa'))).map(rule => [rule.ruleId, { enabled: false }])
    const options = {
        runOnly: { type: 'tag', values: tags }, rules: Object.fromEntries(strict),
        resultTypes: ['violations', 'incomplete'],
    }
    const findings = (kind, rules) => rules.flatMap(rule => rule.nodes.map(node => {
        const checks = [...node.any, ...node.all, ...node.none]
        return {
            kind,
            rule: rule.id,
            element: node.html.slice(0, 200),
            selector: node.target.join(' '),
            reasons: checks.map(check => check.message),
            keys: checks.map(check => check.data?.messageKey ?? null),
        }
    }))
    return axe.run(document, options).then(result =>
        [...findings('violation', result.violations), ...findings('incomplete', result.incomplete)])
})()
