import Foundation
import TestSupport

/// Chromium, as somebody uses it who sees links, buttons and fields.
final class Browser {
    private let site: Site
    private let driver: WebDriver

    /// - Parameter runsScripts: whether JavaScript is on.
    init(_ site: Site, runsScripts: Bool = true) throws {
        self.site = site
        // 2: blocked.
        driver = try WebDriver(
            preferences: runsScripts ? [:] : ["profile.managed_default_content_settings.javascript": 2])
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

    /// All text that can be seen.
    var text: String {
        get throws { try text(of: "body") }
    }

    /// - Parameter selector: a CSS selector, here and below.
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

    /// Clicks on a link or a button with this text, and waits for the page that it leads to.
    func follow(_ text: String) throws {
        let path = "//a[normalize-space()='\(text)'] | //button[normalize-space()='\(text)']"
        let old = try element("html")
        try driver.command("POST", "/element/\(element(path, using: "xpath"))/click", [:])
        try waitUntil("\(text) has led to another page") {
            do {
                try driver.command("GET", "/element/\(old)/name")
                return false
            } catch is WebDriver.Failure {
                // A stale element, or one that belongs to no document just now.
                return true
            }
        }
    }

    func click(_ selector: String) throws {
        try driver.command("POST", "/element/\(element(selector))/click", [:])
    }

    func clear(_ selector: String) throws {
        try driver.command("POST", "/element/\(element(selector))/clear", [:])
    }

    /// Types at the end of a field.
    func type(_ text: String, into selector: String) throws {
        try driver.command("POST", "/element/\(element(selector))/value", ["text": text])
    }

    func forgetCookies() throws {
        try driver.command("DELETE", "/cookie")
    }

    /// The values of expressions in JavaScript, rounded up.
    func numbers(_ expressions: String...) throws -> [Int] {
        let script = "return [\(expressions.joined(separator: ", "))].map(Math.ceil)"
        return try driver.command("POST", "/execute/sync", ["script": script, "args": []]) as? [Int] ?? []
    }

    /// Makes the window as wide as a phone or a desk has room for, in CSS pixels.
    func setWidth(_ width: Int) throws {
        // A window cannot be made narrower than 500 pixels; a screen can.
        let metrics: [String: Any] = ["width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false]
        try driver.command(
            "POST", "/goog/cdp/execute", ["cmd": "Emulation.setDeviceMetricsOverride", "params": metrics])
    }

    /// - Returns: WebDriver's name of the first element that fits.
    private func element(_ selector: String, using strategy: String = "css selector") throws -> String {
        let value = try driver.command("POST", "/element", ["using": strategy, "value": selector])
        // The key of every reference to an element (section 12.2).
        return (value as? [String: String])?["element-6066-11e4-a52e-4f735466cecf"] ?? ""
    }
}
