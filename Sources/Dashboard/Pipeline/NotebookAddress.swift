import Domain
import Foundation
import Terminal

/// Where a notebook server says that it listens, and how to reach it from elsewhere.
struct NotebookAddress: Hashable {
    let url: String
    let port: Int

    /// The last address in lines that a server printed.
    init?(in lines: [StyledText]) {
        for line in lines.reversed() {
            if let found = Self.address(in: line.text.string) {
                self = found
                return
            }
        }
        return nil
    }

    private init(url: String, port: Int) {
        self.url = url
        self.port = port
    }

    /// The line that makes it reachable from the person's own machine.
    func tunnel(to host: String) -> String {
        "ssh -L \(port):localhost:\(port) \(host)"
    }

    private static func address(in text: String) -> NotebookAddress? {
        for scheme in ["http://", "https://"] {
            guard let start = text.range(of: scheme)?.lowerBound else { continue }
            // Servers put brackets and quotes around it.
            let url = text[start...].prefix { !$0.isWhitespace && !"\"'()<>[],;".contains($0) }
            guard let parts = URLComponents(string: String(url)), let port = parts.port,
                parts.host?.isEmpty == false
            else { continue }
            return NotebookAddress(url: String(url), port: port)
        }
        return nil
    }
}
