import GRDB

extension SQLiteNoteStore {
    /// Why a database could not be opened, in one line that says what to do.
    public struct OpenError: Error, CustomStringConvertible {
        public let description: String

        private init(_ description: String) {
            self.description = description
        }

        static let newerSchema = OpenError(
            "it was written by a newer version of this program; install that version, or restore a backup")

        static let noWAL = OpenError("it cannot be in WAL mode there; move it to a disk of this machine")

        static let missingTable = OpenError("it has no table note; run migrate, or set DATABASE_URL to the right file")

        static let interrupted = OpenError("it was told to end while another process had its folder locked")

        static func missingColumn(_ name: String) -> OpenError {
            OpenError("its table note has no column \(name); it belongs to another program")
        }

        static func file(_ reason: String) -> OpenError {
            OpenError("\(reason); look at DATABASE_URL, and run this as the service's user in its working directory")
        }

        static func directory(_ path: String, _ reason: String) -> OpenError {
            OpenError("cannot open its folder \(path): \(reason)")
        }

        init(path: String, underlying error: any Error) {
            let reason =
                switch error {
                case let error as OpenError: error.description
                case let error as DatabaseError: error.line
                default: "\(error)"
                }
            self.init("cannot open the database \(path): \(reason)")
        }
    }
}
