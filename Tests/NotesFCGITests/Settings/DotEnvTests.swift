import Notes
import Testing

@testable import notes_fcgi

/// The expected values are those that python-dotenv 1.2 reads from the same texts.
@Suite struct DotEnvTests {
    @Test(arguments: [
        ("A=1", "1"), ("A = 1 ", "1"), ("  export A=1", "1"), ("export\tA=x y", "x y"), ("A=", ""),
        ("A= # comment", "# comment"),
        ("A=x # comment", "x"), ("A=x#y", "x#y"), ("A=x\t#y", "x"), ("A='x # y' # comment", "x # y"),
        ("A=\"x # y\"", "x # y"),
        ("A='it\\'s'", "it's"), ("A='a\\nb'", "a\\nb"), ("A=\"a\\nb\\t\\\"c\\\"\"", "a\nb\t\"c\""),
        ("A='two\nlines'", "two\nlines"),
        ("A=\"two\nlines\"", "two\nlines"), ("A=a'b", "a'b"), ("A=größe 😀", "größe 😀"), ("'A'=1", "1"),
        ("A=1\r\nB=2\r\n", "1"),
        ("# comment\n\nA=1\n", "1"), ("A=1\nA=2", "2"), ("A==", "="), ("\u{FEFF}A=1", "1"),
        ("A=sqlite:///a=b?c", "sqlite:///a=b?c"),
    ])
    func aValueIsReadAsByPythonDotenv(_ text: String, _ value: String) throws {
        #expect(try DotEnv.parse(text, fileName: ".env")["A"] == value)
    }

    @Test func allAssignmentsOfAFileAreRead() throws {
        let text = "# settings\nexport A='1'\n\n  B=two # comment\nC\n#D=4\nE=\"5\n5\"\nF=6"
        #expect(try DotEnv.parse(text, fileName: ".env") == ["A": "1", "B": "two", "E": "5\n5", "F": "6"])
        #expect(try DotEnv.parse("", fileName: ".env").isEmpty)
        #expect(try DotEnv.parse("\n # only a comment", fileName: ".env").isEmpty)
    }

    @Test(arguments: [("A=1\nB='open", 2), ("A=1\n\n=x", 3), ("A b=1", 1), ("A='x' y", 1), ("A='a\nb'\nB=\"c", 3)])
    func aLineThatIsNotAnAssignmentIsAnError(_ text: String, _ line: Int) {
        #expect(throws: UserError(".env, line \(line): this is not NAME=value")) {
            try DotEnv.parse(text, fileName: ".env")
        }
    }
}
