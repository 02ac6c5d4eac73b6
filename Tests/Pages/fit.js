// Returns what does not fit the screen, as a list of texts. At the width of a phone, buttons also need the height of a finger.
(() => {
    const name = element => `${element.outerHTML.replace(/>[^]*/, '>')} “${element.textContent.trim().slice(0, 40)}”`
    const root = document.documentElement
    const problems = []
    if (root.scrollWidth > root.clientWidth) problems.push(`the page scrolls sideways: ${root.scrollWidth} px`)
    // Some elements scroll inside their own box, and the link to the content is outside the page until it has the focus.
    const scrolls = element => ['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(element).overflowX)
    for (const element of document.querySelectorAll('body *')) {
        const box = element.getBoundingClientRect()
        if (!box.width || element.matches('.skip')) continue
        let outer = element.parentElement
        while (outer && outer !== document.body && !scrolls(outer)) outer = outer.parentElement
        if (outer && outer !== document.body) continue
        if (box.right > root.clientWidth + 0.5 || box.left < -0.5) problems.push(`is cut off: ${name(element)}`)
    }
    if (root.clientWidth < 500) {
        for (const element of document.querySelectorAll('button, .button, input:not([type=hidden], [type=checkbox]), textarea')) {
            // A button of an item in a list or of a message is smaller, but at least 24 px (axe-core: target-size).
            if (element.matches('.notes *, .flash *, [role=checkbox]')) continue
            const box = element.getBoundingClientRect()
            if (box.width && (box.height < 43.9 || box.width < 43.9)) {
                problems.push(`is ${box.width.toFixed()} × ${box.height.toFixed()} px: ${name(element)}`)
            }
        }
    }
    return problems
})()
