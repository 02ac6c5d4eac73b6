/// A named number, or several numbers with labels, for monitoring.
public struct Metric: Sendable {
    public enum Kind: String, Sendable {
        /// The number never decreases.
        case counter
        case gauge
        case histogram
    }

    /// A number of a metric. Labels distinguish the numbers of one metric.
    struct Sample: Sendable {
        var suffix = ""
        var labels: [(name: String, value: String)] = []
        let value: Double
    }

    let name: String
    let kind: Kind
    /// Describes the metric in one line.
    let help: String
    let samples: [Sample]

    init(_ name: String, _ kind: Kind, _ help: String, samples: [Sample]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }

    /// - Parameters:
    ///   - name: in lower case, with the unit at its end.
    ///   - help: describes the metric in one line.
    public init(
        _ name: String, _ help: String, _ value: Double, kind: Kind = .gauge,
        labels: [(name: String, value: String)] = []
    ) {
        self.init(name, kind, help, samples: [Sample(labels: labels, value: value)])
    }

    /// Prometheus's text format (https://prometheus.io/docs/instrumenting/exposition_formats/).
    var text: String {
        var text = "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
            text += name + sample.suffix + (labels.isEmpty ? "" : "{\(labels)}") + " \(Self.number(sample.value))\n"
        }
        return text
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
