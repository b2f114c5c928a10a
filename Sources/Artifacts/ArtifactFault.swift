import Glibc

/// Why something cannot be done with artifacts, in words for whoever asked.
package struct ArtifactFault: Error, Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        /// The path is none that artifacts have.
        case badPath
        /// Nothing is there, or nothing that counts: a link, a pipe.
        case absent
        /// It is there as something else: a folder for a file, a file for a folder.
        case otherKind
        /// A folder holds more than is listed.
        case tooMany
        /// The disk has no room for it.
        case full
        /// The system has too much to do now; the same may be asked again.
        case busy
        /// The system does not let it be done.
        case failed
    }

    package let code: Code
    package let text: String

    init(_ code: Code, _ text: String) {
        self.code = code
        self.text = text
    }

    /// What the system's error means for what was to be done.
    init(_ error: SystemError, _ path: ArtifactPath, _ deed: String) {
        let reason = String(cString: strerror(error.code))
        let text = "'\(path)' cannot be \(deed): \(reason)."
        switch error.code {
        case ENOENT: self.init(.absent, "There is no '\(path)'.")
        case ENOTDIR, ELOOP, EISDIR, EEXIST, ENOTEMPTY:
            self.init(.otherKind, "'\(path)' cannot be \(deed): something else lies in its place.")
        case ENOSPC, EDQUOT: self = .full(path)
        case EMFILE, ENFILE, ENOMEM, EAGAIN, EINTR, ESTALE: self.init(.busy, text)
        default: self.init(.failed, text)
        }
    }

    static func full(_ path: ArtifactPath) -> ArtifactFault {
        ArtifactFault(
            .full,
            "There is no room for '\(path)' on the disk of the project's artifacts. Make room and "
                + "log it again; nothing of it was kept."
        )
    }
}

/// The number of an error that the system gave.
struct SystemError: Error {
    let code: Int32

    static var last: SystemError { SystemError(code: errno) }
}
