// Runs the rules of axe-core on the page, or only those about colours. Returns a text for each element with a problem.
async onlyColours => {
    // All rules, also those that are off by default: best practices, experiments, and the sizes of targets in WCAG 2.2.
    // Only WCAG's level AAA is left out: it wants a contrast of 7:1, and no two links with the same text ("Delete for good").
    const tags = onlyColours ? ['cat.color'] : [...new Set(axe.getRules().flatMap(rule => rule.tags))]
    const strict = axe.getRules(['wcag2aaa', 'wcag21aaa', 'wcag22aaa']).map(rule => [rule.ruleId, { enabled: false }])
    // This rule only asks to look at hidden elements too. Other states show them.
    strict.push(['hidden-content', { enabled: false }])
    const result = await axe.run(document, {
        runOnly: { type: 'tag', values: tags }, rules: Object.fromEntries(strict), resultTypes: ['violations', 'incomplete'],
    })

    // axe-core cannot tell the background of a text near a text of which a part is hidden: the end of a long title in a list,
    // the columns of a wide table, or the page behind a dialog or behind the buttons of a form. So where it is not sure, it looks
    // again while every part is visible.
    const colours = result.incomplete.find(rule => rule.id === 'color-contrast')
    if (colours) {
        const visible = new CSSStyleSheet()
        visible.replaceSync(`
            * { overflow: visible !important; -webkit-line-clamp: none !important; }
            body:has(dialog[open]) > :not(dialog) { display: none !important; }
            .edit .actions, .offer { position: static !important; }
            #suggestions { max-block-size: none !important; }
            html, body, main, pre, .table { inline-size: max-content !important; min-inline-size: 100% !important; }`)
        document.adoptedStyleSheets.push(visible)
        const again = await axe.run({ include: colours.nodes.map(node => node.target) },
            { runOnly: { type: 'rule', values: ['color-contrast'] } })
        document.adoptedStyleSheets.pop()
        result.violations.push(...again.violations)
        colours.nodes = again.incomplete.flatMap(rule => rule.nodes)
    }

    return ['violations', 'incomplete'].flatMap(kind => result[kind].flatMap(rule => rule.nodes.map(node => {
        const reasons = [...node.any, ...node.all, ...node.none].map(check => check.message)
        return `${rule.id}${kind === 'incomplete' ? ' (not sure)' : ''}: ${node.html.slice(0, 200)} at ${node.target.join(' ')}: `
            + reasons.join('; ')
    })))
}
