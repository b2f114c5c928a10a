import Glibc
import Logs

/// The log that is measured: lines of a training, a little of everything.
enum LogSample {
    /// What is searched for, by what it shows.
    static var patterns: [(String, SearchPattern?)] {
        let expression = SearchPattern.Kind.regularExpression
        return [
            ("plain, exact: ZEBRA-7", try? SearchPattern("ZEBRA-7")),
            (
                "plain, exact: loss=0.4123 (rare end of a common word)",
                try? SearchPattern("loss=0.4123", letterCase: .exact)
            ),
            ("plain, either case: zebra-7", try? SearchPattern("zebra-7")),
            ("plain, either case: warning", try? SearchPattern("warning")),
            ("plain, exact: e (everywhere)", try? SearchPattern("e", letterCase: .exact)),
            (
                "expression with a literal: ZEBRA-[0-9]+",
                try? SearchPattern("ZEBRA-[0-9]+", expression)
            ),
            (
                "expression with a literal: WARNING.*shard 7$",
                try? SearchPattern("WARNING.*shard 7$", expression)
            ),
            (
                "expression with a literal, either case",
                try? SearchPattern("zebra-[0-9]+", expression)
            ),
            (
                "expression without: [0-9]{5}x[a-z]+",
                try? SearchPattern("[0-9]{5}x[a-z]+", expression)
            ),
            (
                #"expression without: \b(foo|bar|quux)\b"#,
                try? SearchPattern(#"\b(foo|bar|quux)\b"#, expression)
            ),
            (
                #"expression, every line matches: acc.\d+"#,
                try? SearchPattern(#"a.c.\d+"#, expression)
            ),
            (
                "expression that explodes elsewhere: (x+x+)+y",
                try? SearchPattern("(x+x+)+y", expression)
            ),
            ("trouble lines", SearchPattern.trouble),
        ]
    }

    /// What only a backtracking engine can match.
    static var backtracking: (String, SearchPattern?) {
        (#"backtracking, 64 MB: (zz)\1zzz"#, try? SearchPattern(#"(zz)\1zzz"#, .regularExpression))
    }

    /// Writes the log and says whether there was room.
    static func write(to path: String, bytes: Int) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let block = block(lines: 80_000)
        var written = 0
        while written < bytes {
            let count = block.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, min($0.count, bytes - written))
            }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    private static func block(lines: Int) -> [UInt8] {
        var text: [UInt8] = []
        for number in 0..<lines {
            let kind = number % 97
            var line = "2026-11-23 07:\(10 + number / 600 % 50):\(10 + number / 10 % 50) "
            line +=
                kind == 0
                ? "WARNING slow read of shard \(number % 11)" : "INFO step \(number)/\(lines)"
            line += " loss=0.\(1_000 + number * 7 % 9_000) acc=0.\(number * 13 % 1_000)"
            line += " path=/data/train/part-\(number % 512).parquet rows=\(number * 31 % 4_096)"
            if number == lines / 2 { line += " ZEBRA-7" }
            text += Array((line + "\n").utf8)
        }
        return text
    }
}
