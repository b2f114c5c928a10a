import Artifacts
import Domain
import Testing

@Suite("Paths of artifacts")
struct ArtifactPathTests {
    @Test(
        "a path is decoded once, and is its names",
        arguments: [
            ("a", ["a"]), ("a/b/c.txt", ["a", "b", "c.txt"]),
            ("a%20b/%C3%A9%2Fd", ["a b", "é", "d"]), ("a+b", ["a+b"]),
            ("100%25.txt", ["100%.txt"]), ("50%25 of it", ["50% of it"]),
            ("...", ["..."]), ("..a/a..", ["..a", "a.."]), (".hidden", [".hidden"]),
            ("a/t:0", ["a", "t:0"]), ("a:b", ["a:b"]), ("e%CC%81", ["e\u{301}"]),
            ("-rf", ["-rf"]), ("~/x", ["~", "x"]), ("$HOME", ["$HOME"]),
            ("a%252520b", ["a%2520b"]),
        ]
    )
    func good(text: String, names: [String]) throws {
        // A name of two letters and a colon in front is a drive only as the first.
        let isDrive = text == "a:b"
        let path = try ArtifactPath(encoded: isDrive ? "x/" + text : text)
        #expect(path.names == ((isDrive ? ["x"] : []) + names).map { Array($0.utf8) })
    }

    @Test(
        "what could lead elsewhere is refused, however it is encoded",
        arguments: [
            "", "/", "/etc/passwd", "//etc/passwd", "%2fetc/passwd", "%2Fetc%2Fpasswd",
            "..", "../x", "a/../b", "a/..", "a/.", "./a", ".", "%2e", "%2e%2e/x", "a/%2E%2e",
            "a%2f..%2fb", "a//b", "a/", "a%2f", "%252e%252e/x", "%252e", "a/%252e%252e/b",
            "%25252e%25252e/x", "a%252f..%252f..", "%252fetc/passwd", "a%255cb", "a%2523",
            "a\\b", "..\\x", "a%5cb", "%5c%5chost%5cshare", "C:", "C:/x", "c:x", "a/C:/x",
            "C%3A/x", "a%00b", "%00", "a%0ab", "a%1b[2J", "a%7f", "a%C2%85b", "a%2500",
            "a#b", "a%23b", "a;b", "a%3bb", "x;/../y", "#/../../etc", "%", "a%", "a%2", "a%zz",
            "a%ff", "%c0%ae%c0%ae/x", "%e0%80%af",
        ]
    )
    func refused(text: String) {
        #expect(throws: ArtifactFault.self) { try ArtifactPath(encoded: text) }
    }

    @Test("lengths and depths have bounds, and what is at them is taken")
    func bounds() throws {
        let name = String(repeating: "a", count: ArtifactLimits.name)
        #expect(throws: Never.self) { try ArtifactPath(encoded: name) }
        #expect(throws: ArtifactFault.self) { try ArtifactPath(encoded: name + "a") }
        let deep = Array(repeating: "a", count: ArtifactLimits.depth).joined(separator: "/")
        #expect(throws: Never.self) { try ArtifactPath(encoded: deep) }
        #expect(throws: ArtifactFault.self) { try ArtifactPath(encoded: deep + "/a") }
        let long = Array(repeating: String(repeating: "a", count: 127), count: 16)
            .joined(separator: "/")
        #expect(long.utf8.count == ArtifactLimits.path - 1)
        #expect(throws: Never.self) { try ArtifactPath(encoded: long + "a") }
        #expect(throws: ArtifactFault.self) { try ArtifactPath(encoded: long + "aa") }
    }

    @Test("names that look the same and are other bytes are other names")
    func bytes() throws {
        #expect(try ArtifactPath(decoded: "é") != ArtifactPath(decoded: "e\u{301}"))
    }

    @Test(
        "a path says whose it is, and nobody's where it ends above a folder of artifacts",
        arguments: [
            ("0/\(run)/artifacts", .run(TrackedRunID(run), in: "0"), 3),
            ("0/\(run)/artifacts/a/b", .run(TrackedRunID(run), in: "0"), 3),
            ("12/models/m-\(run)/artifacts/x", .model(LoggedModelID("m-\(run)"), in: "12"), 4),
            ("0/models/artifacts/x", nil, 0), ("0/\(run)", nil, 0), ("0", nil, 0),
            ("0/\(run)/other/x", nil, 0), ("0/models/m-\(run)", nil, 0), ("models/x", nil, 0),
            ("0/\(run.uppercased())/artifacts/x", nil, 0), ("x/\(run)/artifacts/x", nil, 0),
            ("0/\(run.dropLast())/artifacts/x", nil, 0), (".parts/\(run)/artifacts", nil, 0),
            ("٣/\(run)/artifacts/x", nil, 0),
        ] as [(String, ArtifactOwner?, Int)]
    )
    func owner(text: String, owner: ArtifactOwner?, depth: Int) throws {
        let found = try ArtifactPath(decoded: text).owner
        #expect(found?.owner == owner)
        #expect(found?.depth ?? 0 == depth)
        if let owner {
            let folder = try owner.folder()
            #expect(try ArtifactPath(decoded: text).names.starts(with: folder.names))
        }
    }

    private static let run = "0123456789abcdef0123456789abcdef"
}
