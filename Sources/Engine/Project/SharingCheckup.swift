import Glibc
import Pipelines

/// Looks whether other users can come to the project's engine; changes nothing.
struct SharingCheckup {
    let root: String
    let folder: PrivateFolder

    /// Who is let in, for the user who opened the project; nil where nobody is, as it should be.
    func item(_ share: SharedGroup?) -> Checkup.Item? {
        let status = Disk.status(of: folder.path)
        let isOpen = status.map { $0.st_mode & 0o010 != 0 } ?? false
        guard let share, let group = try? share.number() else {
            guard isOpen, let status else { return nil }
            let name = OSUser.groupName(of: status.st_gid)
            return .init(
                "share",
                .note,
                "the group '\(name)' is let in until the next engine starts"
            )
        }
        if let closed = closedFolder(to: group) {
            return .init(
                "share",
                .note,
                "members of '\(share.name)' cannot come through '\(closed)'",
                remedy: "chmod o+x '\(closed)', or give it to the group and chmod g+x."
            )
        }
        guard isOpen, status?.st_gid == group else {
            return .init(
                "share",
                .well,
                "members of '\(share.name)' are let in when the next engine starts"
            )
        }
        return .init("share", .well, "members of '\(share.name)' are let in")
    }

    /// The private folder, for somebody else than the user who opened the project.
    func guestItem(_ owner: String) -> Checkup.Item {
        guard let status = Disk.status(of: folder.path), status.st_mode & 0o010 != 0 else {
            return .init(
                ".pitwall",
                .wrong,
                "\(owner) opened this project and shares it with nobody",
                remedy: "Ask \(owner) for 'share: {group: …}' in pitwall.yaml, or work in a copy."
            )
        }
        let group = OSUser.groupName(of: status.st_gid)
        guard faccessat(AT_FDCWD, folder.path, X_OK, AT_EACCESS) == 0 else {
            return .init(
                ".pitwall",
                .wrong,
                "\(owner) shares it with the group '\(group)', of which you are no member",
                remedy: "Ask to be made one, or work in a copy."
            )
        }
        return .init(".pitwall", .well, "\(owner) shares it with the group '\(group)'")
    }

    /// The first folder on the way to the project that lets neither all nor the group through.
    private func closedFolder(to group: gid_t) -> String? {
        var path = ""
        for part in [""] + root.split(separator: "/").map(String.init) {
            path += part.isEmpty ? "" : "/" + part
            guard let status = Disk.status(of: path.isEmpty ? "/" : path) else { return path }
            let isOpen =
                status.st_mode & 0o001 != 0
                || (status.st_gid == group && status.st_mode & 0o010 != 0)
            if !isOpen { return path.isEmpty ? "/" : path }
        }
        return nil
    }
}
