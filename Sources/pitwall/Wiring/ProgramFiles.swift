import Domain
import Foundation
import Glibc

/// Files that come with the program: themes and samples.
enum ProgramFiles {
    /// The absolute path of a folder beside the program.
    ///
    /// Looked for in `$PITWALL_SHARE`, then in `../share/pitwall` from the real executable, then
    /// in the nearest parent of it that holds `Package.swift` and `themes`.
    static func folder(_ name: String) throws -> String {
        let places = candidates()
        for place in places where isFolder(place + "/" + name) { return place + "/" + name }
        throw Refusal(
            .worldFailed,
            "The program's folder '\(name)' was not found. Set PITWALL_SHARE to the folder that "
                + "holds it."
        )
    }

    private static func candidates() -> [String] {
        var places: [String] = []
        if let share = ProcessInfo.processInfo.environment["PITWALL_SHARE"] { places.append(share) }
        var folder = (executable as NSString).deletingLastPathComponent
        places.append((folder as NSString).deletingLastPathComponent + "/share/pitwall")
        while folder != "/", !folder.isEmpty {
            if isFolder(folder + "/themes"), access(folder + "/Package.swift", R_OK) == 0 {
                places.append(folder)
                break
            }
            folder = (folder as NSString).deletingLastPathComponent
        }
        return places
    }

    /// The real path of this program.
    static var executable: String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink("/proc/self/exe", $0, bytes.count) } ?? 0
        }
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
