// Runs every rule of axe-core on the page. Returns a list with what each rule says about each element.
(() => {
    const tags = [...new Set(axe.getRules().flatMap(rule => rule.tags))]
    const options = { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations', 'incomplete'] }
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
