import Domain
import Foundation
import Glibc

/// What lets a project's engine begin with the machine: a unit of the person's systemd, or a line
/// for `crontab`.
struct EngineInstallation {
    /// There where systemd runs the machine.
    private static let systemd = "/run/systemd/system"

    let root: String
    let program: String
    let variables: [String: String]

    /// Installs it, and gives what the person still has to do.
    ///
    /// Only a file of the person's own settings is written, and nothing is started.
    func install() throws -> String {
        guard access(Self.systemd, F_OK) == 0 else {
            return """
                There is no systemd here. 'crontab -e' takes this line instead:
                @reboot \(Self.quoted(program)) engine --project \(Self.quoted(root)) 2>/dev/null
                """
        }
        let path = try write()
        return """
            Wrote '\(path)'. To begin now and with the machine:
            systemctl --user daemon-reload
            systemctl --user enable --now \(name)
            loginctl enable-linger
            """
    }

    /// The unit's name: that of the folder, and what tells folders of one name apart.
    var name: String {
        let folder = root.split(separator: "/").last.map(String.init) ?? "root"
        let plain = folder.unicodeScalars.map { scalar in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || "0"..."9" ~= scalar)
            return isPlain ? String(scalar) : "-"
        }
        // FNV-1a: the same in every process, which Swift's own hashes are not.
        let hash = root.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return "pitwall-\(plain.joined())-\(String(hash, radix: 16)).service"
    }

    /// The unit; stages outlive the engine, so that only its own process is ended with it.
    var unit: String {
        """
        [Unit]
        Description=Pitwall engine of \(Self.escaped(root))

        [Service]
        ExecStart=\(Self.argument(program)) engine --project \(Self.argument(root))
        KillMode=process
        # While a dashboard has the engine this one is refused, and tries again.
        Restart=on-failure
        RestartSec=30

        [Install]
        WantedBy=default.target

        """
    }

    private func write() throws -> String {
        let home = variables["XDG_CONFIG_HOME"] ?? (variables["HOME"] ?? "") + "/.config"
        guard home.hasPrefix("/") else {
            throw Refusal(.badInput, "Neither XDG_CONFIG_HOME nor HOME names a folder.")
        }
        var folder = home
        mkdir(folder, 0o700)
        for part in ["systemd", "user"] {
            folder += "/" + part
            mkdir(folder, 0o755)
        }
        let path = folder + "/" + name
        do {
            try unit.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw Refusal(.worldFailed, "'\(path)' cannot be written: \(error)")
        }
        return path
    }

    /// A word of a shell in a table of cron, which takes a bare `%` for a line's end.
    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''").replacing("%", with: "\\%") + "'"
    }

    /// A word of a unit's command: in quotes, with what systemd would replace doubled.
    private static func argument(_ text: String) -> String {
        let inner = escaped(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"" + inner.replacing("$", with: "$$") + "\""
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("%", with: "%%").replacing("\n", with: " ")
    }
}
