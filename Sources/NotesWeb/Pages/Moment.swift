import Notes

/// A time as pages show it.
struct Moment: TemplateContext {
    enum Name: Int, CaseIterable { case datetime, text }

    let timestamp: Timestamp

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        // HTML allows at most three digits for the fraction of a second (HTML, section 2.3.5.7).
        case .datetime: .text(timestamp.text(separator: "T", length: 23, suffix: "Z"))
        case .text: .text(timestamp.text(separator: " ", length: 16, suffix: " UTC"))
        }
    }
}
