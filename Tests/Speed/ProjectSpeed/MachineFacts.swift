import Foundation
import Glibc

/// The machine that numbers are true of.
struct MachineFacts {
    let words: String

    /// The machine, and the file system that holds a folder.
    init(folder: String) {
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: name.release) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let memory = ProcessInfo.processInfo.physicalMemory / 1_000_000_000
        words =
            "\(Self.processor), \(cores) cores, \(memory) GB, Linux \(release), "
            + Self.fileSystem(of: folder)
    }

    private static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        let value = line?.split(separator: ":").dropFirst().joined(separator: ":")
        return value?.trimmingCharacters(in: .whitespaces) ?? "an unknown processor"
    }

    /// The type of the mount with the longest path above the folder.
    private static func fileSystem(of folder: String) -> String {
        let text = (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? ""
        let mounts = text.split(separator: "\n").map { $0.split(separator: " ") }
        let holding = mounts.filter { fields in
            guard fields.count > 2 else { return false }
            return fields[1] == "/" || "\(folder)/".hasPrefix("\(fields[1])/")
        }
        let nearest = holding.max { $0[1].utf8.count < $1[1].utf8.count }
        return nearest.map { String($0[2]) } ?? "an unknown file system"
    }
}
