import Glibc
import Notes

/// The time zone in which pages show times.
struct TimeZoneSetting: Equatable {
    /// A name that tzset(3) understands; nil for the zone of the system, /etc/localtime.
    let name: String?

    /// - Parameter directory: the folder with the files of all zones.
    /// - Throws: `UserError` if tzset(3) would not know the zone. It would use UTC then, without a message.
    init(_ name: String?, directory: String) throws(UserError) {
        guard let name, !name.isEmpty else {
            self.name = nil
            return
        }
        self.name = name
        let zone = name.hasPrefix(":") ? name.dropFirst() : name[...]
        let file = zone.hasPrefix("/") ? String(zone) : "\(directory)/\(zone)"
        guard Self.isZoneFile(file) || Self.isRule(zone) else {
            throw UserError(
                "TZ: there is no time zone \(name) in \(directory); use a name such as Europe/Berlin, or remove TZ for the time zone of the system"
            )
        }
    }

    /// Makes this the time zone of the process. The process must have one thread only (setenv(3)).
    func apply() {
        if let name {
            setenv("TZ", name, 1)
        } else {
            unsetenv("TZ")
        }
        tzset()
    }

    /// Whether a path names a file in the format of tzfile(5), which begins with `TZif`.
    private static func isZoneFile(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return false }
        defer { close(file) }
        var start: [UInt8] = [0, 0, 0, 0]
        return read(file, &start, start.count) == start.count && start == Array("TZif".utf8)
    }

    /// Whether a text is UTC, or a rule like `CET-1CEST,M3.5.0,M10.5.0/3` (tzset(3)).
    private static func isRule(_ text: Substring) -> Bool {
        let rule =
            #/
            (?: [A-Za-z]{3,} | <[A-Za-z0-9+\-]{3,}> ) [+\-]?[0-9]{1,2}(?::[0-9]{2}){0,2}
            (?:
                (?: [A-Za-z]{3,} | <[A-Za-z0-9+\-]{3,}> ) (?: [+\-]?[0-9]{1,2}(?::[0-9]{2}){0,2} )?
                (?: , [JM0-9.\/:+\-]+ , [JM0-9.\/:+\-]+ )?
            )?
            /#
        return text == "UTC" || text.wholeMatch(of: rule) != nil
    }
}
