import GRDB

extension TestApp {
    /// Another program's connection to the database. It waits while the service writes, for example to index notes.
    func otherProgram() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
