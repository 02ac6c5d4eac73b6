/// A named number, or several numbers with labels, for monitoring.
public struct Metric: Sendable {
    public enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
    }

    private let name: String
    /// The metric in Prometheus's text format (https://prometheus.io/docs/instrumenting/exposition_formats/).
    private(set) var text: String

    /// Makes a metric that has no number yet.
    init(_ name: String, _ help: String, kind: Kind) {
        self.name = name
        text = "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Makes a metric with one number. `name` must be in lower case and end with the unit. `help` must be one line.
    public init(
        _ name: String, _ help: String, _ value: Double, kind: Kind = .gauge,
        labels: [(name: String, value: String)] = []
    ) {
        self.init(name, help, kind: kind)
        add(value, labels: labels)
    }

    /// Adds a number. Its suffix and its labels distinguish it from the other numbers of the metric.
    mutating func add(_ value: Double, suffix: String = "", labels: [(name: String, value: String)] = []) {
        let labels = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        text += name + suffix + (labels.isEmpty ? "" : "{\(labels)}") + " \(Self.number(value))\n"
    }

    private static func escaped(_ value: String) -> String {
        value.unicodeScalars.map { scalar in
            switch scalar {
            case "\\", "\"": "\\\(scalar)"
            case "\n": "\\n"
            default: "\(scalar)"
            }
        }.joined()
    }

    static func number(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? (value == .infinity ? "+Inf" : "\(value)")
    }
}
