import Notes

/// Checks that systemd lets the service reach its database over TCP. The packaged units forbid the network.
extension Doctor {
    /// Asks systemd about the units of the service.
    ///
    /// - Parameter hosts: the hosts of the database's server: names or addresses, or folders of unix sockets.
    /// - Returns: nil if the service needs no network, or if systemd does not run it.
    func networkFinding(hosts: [String]) -> Finding? {
        guard hosts.contains(where: { !$0.isEmpty && !$0.hasPrefix("/") }) else { return nil }
        let show = Subprocess.run([
            "systemctl", "show", "--property",
            "Id,LoadState,ActiveState,UnitFileState,PrivateNetwork,RestrictAddressFamilies,IPAddressAllow,IPAddressDeny",
            "notes.service", "notes@*.service",
        ])
        guard let show, show.status == 0 else { return nil }
        return Self.networkFinding(units: show.output)
    }

    /// - Parameter units: the output of `systemctl show`: lines of `NAME=VALUE`, with an empty line between two units.
    /// - Returns: nil if none of the units is in use.
    static func networkFinding(units: String) -> Finding? {
        let units = units.split(separator: "\n\n").map { unit in
            unit.split(separator: "\n").reduce(into: [:]) { properties, line in
                guard let equals = line.firstIndex(of: "=") else { return }
                properties[String(line[..<equals])] = String(line[line.index(after: equals)...])
            }
        }.filter(isInUse)
        guard !units.isEmpty else { return nil }
        for unit in units {
            guard let id = unit["Id"], let obstacle = obstacle(in: unit) else { continue }
            let folder = id.hasPrefix("notes@") ? "notes@.service.d" : "\(id).d"
            return Finding(
                .failed, "network",
                "\(id) has \(obstacle), so the service cannot reach the database over TCP; copy /usr/share/notes/systemd/postgresql.conf to /etc/systemd/system/\(folder)/, then run: systemctl daemon-reload && systemctl restart \(id)"
            )
        }
        return Finding(.ok, "network", "systemd lets the service reach a database over TCP")
    }

    private static func isInUse(_ unit: [String: String]) -> Bool {
        unit["LoadState"] == "loaded" && (unit["UnitFileState"] == "enabled" || unit["ActiveState"] != "inactive")
    }

    /// Returns the property of a unit that forbids TCP; nil if none does.
    private static func obstacle(in unit: [String: String]) -> String? {
        if unit["PrivateNetwork"] == "yes" { return "PrivateNetwork=yes" }
        let families = unit["RestrictAddressFamilies"] ?? ""
        // A list that begins with ~ names the forbidden families. An empty list forbids none.
        let namesTCP = families.split { $0 == " " || $0 == "~" }.contains { $0 == "AF_INET" || $0 == "AF_INET6" }
        if !families.isEmpty && namesTCP == families.hasPrefix("~") { return "RestrictAddressFamilies=\(families)" }
        let denied = unit["IPAddressDeny"] ?? ""
        return denied.isEmpty || unit["IPAddressAllow"]?.isEmpty == false ? nil : "IPAddressDeny=\(denied)"
    }
}
