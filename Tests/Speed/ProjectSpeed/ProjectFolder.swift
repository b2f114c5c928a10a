import Foundation
import Glibc

/// Files and folders of the projects that are measured.
enum ProjectFolder {
    private static let settings = """
        [core]
            analytics = false
            check_update = false
        [cache]
            type = hardlink

        """

    /// Makes a folder anew, as `git init` and `dvc init` would, with a cache by hard link.
    static func make(_ folder: String) throws {
        try clear(folder)
        try clear(folder + "/.dvc/tmp")
        try write(settings, to: folder + "/.dvc/config")
        try write("/config.local\n/tmp\n/cache\n", to: folder + "/.dvc/.gitignore")
        try write("", to: folder + "/.dvcignore")
        let git = Process()
        git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        git.arguments = ["git", "init", "--quiet", folder]
        try git.run()
        git.waitUntilExit()
        guard git.terminationStatus == 0 else { throw SpeedFailure("'git init' failed.") }
    }

    /// Makes a folder anew, empty.
    static func clear(_ folder: String) throws {
        try setAside(folder)
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
    }

    /// Puts what is there out of the way, if anything is; it goes with the folder it is in.
    ///
    /// Nothing is removed between measurements: before ext4 gives out an inode it looks at all that
    /// were freed near it in the last minutes, and whoever makes files next would pay for that.
    static func setAside(_ path: String) throws {
        guard access(path, F_OK) == 0 else { return }
        var number = 0
        while access("\(path).old-\(number)", F_OK) == 0 { number += 1 }
        try FileManager.default.moveItem(atPath: path, toPath: "\(path).old-\(number)")
    }

    static func write(_ text: String, to path: String) throws {
        try write(Array(text.utf8), to: path)
    }

    /// Writes a file of so many bytes; its first bytes are the number, so that no two are equal.
    static func write(block: [UInt8], number: Int, bytes: Int, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw SpeedFailure("'\(path)' could not be written.") }
        defer { close(descriptor) }
        let head = Array("\(number)\n".utf8)
        var left = bytes
        var part = head + block.dropFirst(head.count)
        while left > 0 {
            let count = Glibc.write(descriptor, part, min(left, part.count))
            guard count > 0 else { throw SpeedFailure("'\(path)' could not be written.") }
            left -= count
            part = block
        }
    }

    /// Gives files a time that they did not have before, and that is old enough to be trusted.
    static func touch(_ paths: [String]) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        now.tv_sec -= 3_600
        for path in paths { utimensat(AT_FDCWD, path, [now, now], 0) }
    }

    /// When a file was last changed, to the nanosecond.
    static func changeTime(of path: String) throws -> [Int] {
        var status = stat()
        guard stat(path, &status) == 0 else { throw SpeedFailure("There is no '\(path)'.") }
        return [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, Int(status.st_ino)]
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw SpeedFailure("'\(path)' could not be written.")
        }
        close(descriptor)
    }
}
