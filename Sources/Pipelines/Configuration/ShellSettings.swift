/// The shell a project's stages run in.
package struct ShellSettings: Hashable, Sendable {
    /// Commands run before each script, in the project's root folder.
    package var before: String?

    /// The only names that reach a stage from the person's environment; nil for all.
    package var pass: [String]?

    package init(before: String? = nil, pass: [String]? = nil) {
        self.before = before
        self.pass = pass
    }

    /// A script with `before` in front of it.
    ///
    /// `before` runs in `root`, then the script in `folder`, both absolute. Where `before` fails,
    /// the script does not run and its exit status is that of the stage.
    package func script(_ script: String, root: String, folder: String) -> String {
        guard let before else { return script }
        return """
            cd \(Self.quoted(root)) || exit 127
            {
            \(before)
            } || { pitwall_status=$?
            echo "pitwall: 'shell: before' of pitwall.yaml failed with $pitwall_status." >&2
            exit "$pitwall_status"; }
            cd \(Self.quoted(folder)) || exit 127
            \(script)
            """
    }

    /// A text as one word of a shell.
    package static func quoted(_ text: String) -> String {
        // By bytes: a quote with a combining mark after it is one Character, and still a quote.
        let quote = UInt8(ascii: "'")
        let inner = text.utf8.flatMap { $0 == quote ? Array(#"'"'"'"#.utf8) : [$0] }
        return "'" + String(decoding: inner, as: UTF8.self) + "'"
    }
}
