package import Domain
import Foundation

/// Reads whole files of bounded size.
package enum SourceBytes {
    /// The bytes of an ordinary file.
    ///
    /// Throws a mistake that names the file as `path` for one that is missing, unreadable, not an
    /// ordinary file, or larger than `limit`.
    package static func read(
        _ full: String,
        named path: ProjectPath,
        limit: Int
    ) throws(InputMistakes) -> [UInt8] {
        // Without O_NONBLOCK, opening a pipe waits for a writer that may never come.
        let descriptor = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw InputMistakes(cannotRead(path, errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw InputMistakes(cannotRead(path, errno))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "not an ordinary file"
            throw InputMistakes(
                InputMistake(file: path, "is \(kind). Put a file there, or move it away.")
            )
        }
        return try contents(of: descriptor, expected: Int(status.st_size), path, limit)
    }

    private static func contents(
        of descriptor: Int32,
        expected: Int,
        _ path: ProjectPath,
        _ limit: Int
    ) throws(InputMistakes) -> [UInt8] {
        guard expected <= limit else { throw InputMistakes(tooLarge(path, limit: limit)) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: max(4_096, expected + 1))
        while true {
            // The file may grow while it is read, so the limit counts what came, not what was said.
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw InputMistakes(cannotRead(path, errno)) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw InputMistakes(tooLarge(path, limit: limit)) }
        }
    }

    static func tooLarge(_ path: ProjectPath, limit: Int) -> InputMistake {
        InputMistake(
            file: path,
            "is larger than \(limit >> 20) MB. Pitwall stops here to protect your machine."
        )
    }

    private static func cannotRead(_ path: ProjectPath, _ code: Int32) -> InputMistake {
        if code == ENOENT {
            return InputMistake(file: path, "there is no such file.")
        }
        return InputMistake(file: path, "cannot be read: \(String(cString: strerror(code))).")
    }
}
