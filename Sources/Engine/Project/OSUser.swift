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

    /// The name of a group, or the number of one without a name.
    static func groupName(of number: gid_t) -> String {
        var record = group()
        var buffer = [CChar](repeating: 0, count: 1 << 18)
        var result: UnsafeMutablePointer<group>?
        let code = getgrgid_r(number, &record, &buffer, buffer.count, &result)
        guard code == 0, result != nil, let name = record.gr_name else { return "gid \(number)" }
        return String(cString: name)
    }
}
