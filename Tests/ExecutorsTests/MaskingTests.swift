import Domain
import Executors
import Foundation
import Testing

@Suite("Local executor: secrets in the output", .timeLimit(.minutes(5)))
struct MaskingTests {
    private static let secret = "p@ss/w0rd \"x\" +zäö<&>"

    @Test("a value cut over many writes is hidden")
    func splitWrites() async throws {
        let rig = try AttemptRig()
        let script = """
            printf 'token=sup'; sleep 0.05; printf 'er-sec'; sleep 0.05; printf 'ret!'
            printf ' super-secre super-secret super-secretsuper-secret'
            """
        let launch = rig.launch(
            script,
            environment: [("TOKEN", "super-secret")],
            secrets: ["TOKEN"]
        )
        #expect(try await rig.output(launch) == "token=***! super-secre *** ***")
    }

    @Test("what only began like a secret comes out at the end")
    func halfSecret() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch(
            "printf 'abcab'; printf 'cabcdab'",
            environment: [("A", "abcd"), ("B", "bcabcdabz")],
            secrets: ["A", "B"]
        )
        #expect(try await rig.output(launch) == "abcabc***ab")
    }

    @Test("overlapping secrets leave nothing of either")
    func overlap() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch(
            "printf 'x12345678x'",
            environment: [("A", "12345"), ("B", "345678")],
            secrets: ["A", "B"]
        )
        #expect(try await rig.output(launch) == "x***x")
    }

    @Test("values that are no secrets and values under four bytes stay")
    func others() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch(
            #"echo "$A $B $C""#,
            environment: [("A", "plain-value"), ("B", "abc"), ("C", "abcd")],
            secrets: ["B", "C"]
        )
        #expect(try await rig.output(launch) == "plain-value abc ***\n")
    }

    @Test("every usual spelling of a value is hidden", arguments: spellings())
    func spelling(name: String, text: String) async throws {
        let rig = try AttemptRig()
        let file = rig.work + "/text"
        try Data(("<" + text + ">").utf8).write(to: URL(fileURLWithPath: file))
        let launch = rig.launch(
            "cat text",
            environment: [("TOKEN", Self.secret)],
            secrets: ["TOKEN"]
        )
        #expect(try await rig.output(launch) == "<***>", "\(name)")
    }

    @Test("a value within a longer base64 text is hidden", arguments: 0..<6)
    func innerBase64(before: Int) async throws {
        let rig = try AttemptRig()
        let secret = "correct-horse-battery"
        let whole = String(repeating: "u", count: before) + secret + ":more"
        let coded = Data(whole.utf8).base64EncodedString()
        let launch = rig.launch(
            "echo \(coded)",
            environment: [("TOKEN", secret)],
            secrets: ["TOKEN"]
        )
        let log = try await rig.output(launch)
        let rest = log.replacing("***", with: "")
        #expect(log.contains("***"))
        // What is left is the coding of what stood around the secret, and of its last few bits.
        #expect(rest.utf8.count < coded.utf8.count - secret.utf8.count)
    }

    @Test("a value of several lines is hidden whole, by line, with other line ends and wrapped")
    func lines() async throws {
        let rig = try AttemptRig()
        let key =
            "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\nggSjAgEAAoIBAQC7\n"
            + "-----END KEY-----\n"
        let script = """
            printf '%s' "$KEY"
            printf '%s' "$KEY" | sed 's/$/\\r/'
            printf '%s' "$KEY" | sed 's/^/    /'
            printf '%s' "$KEY" | base64
            printf '%s' "$KEY" | base64 -w 64
            printf '%s' "$KEY" | tail -n 2
            """
        let launch = rig.launch(script, environment: [("KEY", key)], secrets: ["KEY"])
        let log = try await rig.output(launch)
        for part in ["MIIE", "ggSj", "BEGIN", "END", "LS0t", "RSBL"] {
            #expect(!log.contains(part), "\(part) in \(log)")
        }
    }

    @Test("a value longer than the window is hidden piece by piece")
    func long() async throws {
        let rig = try AttemptRig()
        let value = (0..<1500).map { "\($0)-" }.joined()
        let launch = rig.launch(
            #"printf '<%s>' "$KEY""#,
            environment: [("KEY", value)],
            secrets: ["KEY"]
        )
        #expect(try await rig.output(launch) == "<***>")
    }

    @Test("a secret is in its command's environment and in no file of the attempt")
    func nowhereElse() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch(
            #"test "$TOKEN" = only-here-4711 && set -x && : "$TOKEN" && echo "$TOKEN" >&2"#,
            environment: [("TOKEN", "only-here-4711")],
            secrets: ["TOKEN"]
        )
        #expect(try await rig.run(launch).status == .exited(0))
        for name in try FileManager.default.contentsOfDirectory(atPath: rig.folder()) {
            let text = String(decoding: try rig.bytes(name), as: UTF8.self)
            #expect(!text.contains("4711"), "\(name)")
        }
    }

    // MARK: - Helpers

    private static func spellings() -> [(String, String)] {
        let data = Data(secret.utf8)
        let base64 = data.base64EncodedString()
        let urlSafe = base64.replacing("+", with: "-").replacing("/", with: "_")
        let percent = data.map { byte in
            let isPlain = byte < 128 && (Character(UnicodeScalar(byte)).isLetter || byte == 0x30)
            return isPlain ? String(UnicodeScalar(byte)) : String(format: "%%%02X", byte)
        }.joined()
        let json = secret.replacing("\"", with: "\\\"")
        let ascii = json.replacing("ä", with: "\\u00e4").replacing("ö", with: "\\u00f6")
        let markup = ["<": "\\u003c", "&": "\\u0026", ">": "\\u003e"].reduce(json) {
            $0.replacing($1.key, with: $1.value)
        }
        return [
            ("as it is", secret),
            ("base64", base64),
            ("base64 without padding", base64.replacing("=", with: "")),
            ("base64 for addresses", urlSafe),
            ("percent", percent),
            ("percent, small digits", percent.lowercasedDigits),
            ("percent, form", percent.replacing("%20", with: "+")),
            ("percent, slash kept", percent.replacing("%2F", with: "/")),
            ("JSON", json),
            ("JSON in ASCII", ascii),
            ("JSON with slashes escaped", json.replacing("/", with: "\\/")),
            ("JSON for markup", markup),
            ("JSON in JSON", json.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")),
        ]
    }
}

extension String {
    /// With the digits after each `%` in small letters.
    fileprivate var lowercasedDigits: String {
        var result = "", left = 0
        for character in self {
            result += left > 0 ? character.lowercased() : String(character)
            left = character == "%" ? 2 : max(left - 1, 0)
        }
        return result
    }
}
