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

        static func missingColumn(_ name: String) -> OpenError {
            OpenError("its table note has no column \(name); it belongs to another program")
        }

        static func directory(_ path: String, _ reason: String) -> OpenError {
            OpenError("cannot open its folder \(path): \(reason)")
        }

        init(path: String, underlying error: any Error) {
            let reason =
                switch error {
                case let error as OpenError: error.description
                case let error as DatabaseError:
                    "\(error.message ?? "unknown error") (SQLite error \(error.extendedResultCode.rawValue))"
                default: "\(error)"
                }
            self.init("cannot open the database \(path): \(reason)")
        }
    }
}
