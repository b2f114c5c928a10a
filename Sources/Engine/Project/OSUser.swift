package import Glibc

/// Who runs this process.
package enum OSUser {
    /// The name of whoever runs this process, or the number of one without a name.
    package static var name: String { name(of: geteuid()) }

    /// The name of a user, or the number of one without a name.
    package static func name(of user: uid_t) -> String {
        var record = passwd()
        var buffer = [CChar](repeating: 0, count: 16_384)
        var result: UnsafeMutablePointer<passwd>?
        let code = getpwuid_r(user, &record, &buffer, buffer.count, &result)
        guard code == 0, result != nil, let name = record.pw_name else { return "uid \(user)" }
        return String(cString: name)
    }
}
