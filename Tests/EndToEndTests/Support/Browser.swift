import Foundation
import TestSupport

/// Chromium, used by its visible links, buttons and fields.
final class Browser {
    private let site: Site
    private let driver: WebDriver

    /// - Parameters:
    ///   - runsScripts: whether JavaScript is on.
    ///   - keepsPages: whether the back/forward cache is on. Without it, Back loads the page again, from the HTTP cache or
    ///     from the server.
    init(_ site: Site, runsScripts: Bool = true, keepsPages: Bool = true) throws {
        self.site = site
        // The value 2 blocks JavaScript.
        driver = try WebDriver(
            preferences: runsScripts ? [:] : ["profile.managed_default_content_settings.javascript": 2],
            arguments: keepsPages ? [] : ["--disable-features=BackForwardCache"])
    }

    /// Opens a page of the site.
    func open(_ target: String) throws {
        try openAddress(site.address + target)
    }

    func openAddress(_ address: String) throws {
        try driver.command("POST", "/url", ["url": address])
    }

    func reload() throws {
        try driver.command("POST", "/refresh", [:])
    }

    /// Opens another tab, and uses it from then on.
    ///
    /// - Returns: the tab that was used before.
    func openTab() throws -> String {
        let previous = try driver.command("GET", "/window") as? String ?? ""
        let tab = try driver.command("POST", "/window/new", ["type": "tab"]) as? [String: Any]
        try use(tab: tab?["handle"] as? String ?? "")
        return previous
    }

    func use(tab: String) throws {
        try driver.command("POST", "/window", ["handle": tab])
    }

    /// Closes the tab in use, without a question about unsaved text. Another one has to be used then.
    func closeTab() throws {
        try driver.command("DELETE", "/window")
    }

    var title: String {
        get throws { try driver.command("GET", "/title") as? String ?? "" }
    }

    /// The path in the address bar.
    var path: String {
        get throws {
            let address = try driver.command("GET", "/url") as? String ?? ""
            return String(address.dropFirst(site.address.count))
        }
    }

    /// The visible text of the page.
    var text: String {
        get throws { try text(of: "body") }
    }

    /// - Parameter selector: a CSS selector, as in the other functions of this type.
    func text(of selector: String) throws -> String {
        try driver.command("GET", "/element/\(element(selector))/text") as? String ?? ""
    }

    /// The value of a DOM property, such as the text in a text area.
    func property(_ name: String, of selector: String) throws -> String {
        let value = try driver.command("GET", "/element/\(element(selector))/property/\(name)")
        return value as? String ?? "\(value)"
    }

    func has(_ selector: String) throws -> Bool {
        try !(driver.command("POST", "/elements", ["using": "css selector", "value": selector]) as? [Any] ?? []).isEmpty
    }

    /// Clicks the link or button with this text, and waits for the next page.
    ///
    /// - Parameter loadsPage: false for a button of a script, which stays on the page.
    func follow(_ text: String, loadsPage: Bool = true) throws {
        let path = "//a[normalize-space()='\(text)'] | //button[normalize-space()='\(text)']"
        let old = try element("html")
        try driver.command("POST", "/element/\(element(path, using: "xpath"))/click", [:])
        guard loadsPage else { return }
        try waitUntil("the next page has appeared after a click on \(text)") {
            do {
                try driver.command("GET", "/element/\(old)/name")
                return false
            } catch is WebDriver.Failure {
                // The element belongs to the previous page.
                return true
            }
        }
    }

    func goBack() throws {
        try driver.command("POST", "/back", [:])
    }

    /// Clicks the element twice, as fast as WebDriver can.
    func doubleClick(_ selector: String) throws {
        var actions: [[String: Any]] = [
            ["type": "pointerMove", "duration": 0, "origin": [Self.elementKey: try element(selector)], "x": 0, "y": 0]
        ]
        for _ in 1...2 { actions += [["type": "pointerDown", "button": 0], ["type": "pointerUp", "button": 0]] }
        try driver.command(
            "POST", "/actions", ["actions": [["type": "pointer", "id": "mouse", "actions": actions]]])
    }

    func click(_ selector: String) throws {
        try driver.command("POST", "/element/\(element(selector))/click", [:])
    }

    func clear(_ selector: String) throws {
        try driver.command("POST", "/element/\(element(selector))/clear", [:])
    }

    /// Types text at the end of a field.
    func type(_ text: String, into selector: String) throws {
        try driver.command("POST", "/element/\(element(selector))/value", ["text": text])
    }

    /// Presses and releases a key in the element with the focus.
    ///
    /// - Parameter key: a character, or a code of WebDriver such as `Browser.escape`.
    func press(_ key: String, holding modifier: String? = nil) throws {
        var actions = ["keyDown", "keyUp"].map { ["type": $0, "value": key] }
        if let modifier {
            actions.insert(["type": "keyDown", "value": modifier], at: 0)
            actions.append(["type": "keyUp", "value": modifier])
        }
        try driver.command("POST", "/actions", ["actions": [["type": "key", "id": "keyboard", "actions": actions]]])
    }

    // The codes of keys (W3C WebDriver, section 17.4.2).
    static let enter = "\u{E007}"
    static let control = "\u{E009}"
    static let escape = "\u{E00C}"
    static let tab = "\u{E004}"
    static let left = "\u{E012}"
    static let up = "\u{E013}"
    static let down = "\u{E015}"

    /// Waits until the scripts of the page have started, and have asked for the locks of other tabs.
    func waitForScripts() throws {
        let script = """
            const done = arguments[0];
            const entry = document.querySelector("script[src*='notes.js']").src;
            const names = ["boxes", "drafts", "editor", "grow", "page", "shortcuts", "times"];
            if (document.querySelector("#suggestions")) names.push("suggestions");
            Promise.all(names.map((name) => import(entry.replace("notes.js", `${name}.js`))))
                .then(() => setTimeout(async () => { await navigator.locks?.query(); done(); }));
            """
        try driver.command("POST", "/execute/async", ["script": script, "args": []])
    }

    /// Opens a page, and waits until its scripts have started.
    func openWithScripts(_ target: String) throws {
        try open(target)
        try waitForScripts()
    }

    /// Returns the value of a JavaScript expression, as text. Waits for a promise.
    func value(of expression: String) throws -> String {
        let script = "return Promise.resolve(\(expression)).then(String)"
        return try driver.command("POST", "/execute/sync", ["script": script, "args": []]) as? String ?? ""
    }

    /// Runs a script in every page, before the page's own scripts.
    func runFirst(_ script: String) throws {
        try send("Page.addScriptToEvaluateOnNewDocument", ["source": script])
    }

    /// Sends a command of the Chrome DevTools Protocol.
    @discardableResult
    func send(_ command: String, _ parameters: [String: Any]) throws -> Any {
        try driver.command("POST", "/goog/cdp/execute", ["cmd": command, "params": parameters])
    }

    func forgetCookies() throws {
        try driver.command("DELETE", "/cookie")
    }

    /// Returns the values of JavaScript expressions, rounded up.
    func numbers(_ expressions: String...) throws -> [Int] {
        let script = "return [\(expressions.joined(separator: ", "))].map(Math.ceil)"
        return try driver.command("POST", "/execute/sync", ["script": script, "args": []]) as? [Int] ?? []
    }

    /// Sets the size of the screen in CSS pixels, to that of a phone for example.
    func setWidth(_ width: Int, height: Int = 800) throws {
        // Chromium has no window below 500 pixels, but emulates narrower screens.
        let metrics: [String: Any] = ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false]
        try send("Emulation.setDeviceMetricsOverride", metrics)
    }

    /// - Returns: WebDriver's reference to the first matching element.
    private func element(_ selector: String, using strategy: String = "css selector") throws -> String {
        let value = try driver.command("POST", "/element", ["using": strategy, "value": selector])
        return (value as? [String: String])?[Self.elementKey] ?? ""
    }

    /// The key of every element reference (W3C WebDriver, section 12.2).
    private static let elementKey = "element-6066-11e4-a52e-4f735466cecf"
}
