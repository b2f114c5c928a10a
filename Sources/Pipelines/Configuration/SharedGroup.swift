package import Domain
package import Glibc

/// The group whose members may use the project's engine, as `pitwall.yaml` names it.
package struct SharedGroup: Hashable, Sendable {
    package let name: String
    package let place: SourcePlace

    package init(name: String, place: SourcePlace) {
        self.name = name
        self.place = place
    }

    /// Its number on this machine.
    ///
    /// Fails where there is no such group, and where the user of this process could not give a
    /// file to it.
    package func number(in book: GroupBook = .machine) throws(InputMistakes) -> gid_t {
        guard let number = book.number(name) else {
            let hint = NearestWord.hint(for: name, among: book.own())
            let advice = hint.isEmpty ? " Name one of yours, or leave 'share' out." : hint
            throw mistake("there is no group '\(shown)' on this machine.\(advice)")
        }
        guard book.isMember(number) else {
            throw mistake(
                "\(book.user) is no member of the group '\(shown)', so it cannot be let in."
                    + " 'usermod -aG \(shown) \(book.user)' makes a member, from the next login on."
            )
        }
        return number
    }

    private func mistake(_ text: String) -> InputMistakes {
        InputMistakes(InputMistake(place, text))
    }

    private var shown: String { name.count <= 60 ? name : String(name.prefix(60)) + "…" }
}

/// The groups of this machine, as the user of this process stands to them.
package struct GroupBook: Sendable {
    package let user: String
    /// The number of a group; nil where there is none of that name.
    package let number: @Sendable (String) -> gid_t?
    package let isMember: @Sendable (gid_t) -> Bool
    /// The names of the groups the user is a member of.
    package let own: @Sendable () -> [String]

    package init(
        user: String,
        number: @escaping @Sendable (String) -> gid_t?,
        isMember: @escaping @Sendable (gid_t) -> Bool,
        own: @escaping @Sendable () -> [String]
    ) {
        self.user = user
        self.number = number
        self.isMember = isMember
        self.own = own
    }

    /// What the system says.
    package static var machine: GroupBook {
        GroupBook(
            user: Self.userName,
            number: { entry(named: $0) },
            // The superuser gives files to any group.
            isMember: { geteuid() == 0 || $0 == getegid() || groups.contains($0) },
            own: { ([getegid()] + groups).compactMap(name) }
        )
    }

    /// The longest list of members that is read.
    private static let bufferSize = 1 << 18

    private static var userName: String {
        var record = passwd()
        var result: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        let code = getpwuid_r(geteuid(), &record, &buffer, buffer.count, &result)
        guard code == 0, result != nil, let name = record.pw_name else { return "uid \(geteuid())" }
        return String(cString: name)
    }

    private static var groups: [gid_t] {
        let count = getgroups(0, nil)
        guard count > 0 else { return [] }
        var groups = [gid_t](repeating: 0, count: Int(count))
        let taken = getgroups(count, &groups)
        return Array(groups.prefix(Int(max(0, taken))))
    }

    private static func entry(named name: String) -> gid_t? {
        var record = group()
        var result: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: bufferSize)
        let code = getgrnam_r(name, &record, &buffer, buffer.count, &result)
        return code == 0 && result != nil ? record.gr_gid : nil
    }

    private static func name(of number: gid_t) -> String? {
        var record = group()
        var result: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: bufferSize)
        let code = getgrgid_r(number, &record, &buffer, buffer.count, &result)
        guard code == 0, result != nil, let name = record.gr_name else { return nil }
        return String(cString: name)
    }
}
