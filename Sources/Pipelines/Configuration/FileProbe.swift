import Foundation

/// Looks at files without opening them.
enum FileProbe {
    enum Kind: Equatable {
        case file
        case folder
        case other
    }

    /// What is at a path, links followed; nil where nothing is.
    static func kind(_ path: String) -> Kind? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return kind(of: status)
    }

    /// Whether something is at a path, be it a link that leads nowhere.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// What is at a path, a link itself being neither file nor folder; nil where nothing is.
    static func kindOfLink(_ path: String) -> Kind? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return kind(of: status)
    }

    /// The user a file belongs to.
    static func owner(_ path: String) -> UInt32? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return status.st_uid
    }

    /// The name of a user, or the number of one without a name.
    static func name(ofUser user: UInt32) -> String {
        var record = passwd()
        var buffer = [CChar](repeating: 0, count: 16_384)
        var result: UnsafeMutablePointer<passwd>?
        let code = getpwuid_r(user, &record, &buffer, buffer.count, &result)
        guard code == 0, result != nil, let name = record.pw_name else { return "user \(user)" }
        return String(cString: name)
    }

    static func kind(of status: stat) -> Kind {
        switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        default: .other
        }
    }
}
