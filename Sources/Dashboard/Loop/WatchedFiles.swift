import Domain
import Glibc

extension WatchedFiles {
    /// The folders of what is drawn, any file in which may be new or grow.
    ///
    /// A folder that is not there yet is awaited in the nearest one that is.
    static func of(_ reading: PlotsReading?, root: String?) -> [String: Set<String>] {
        guard let reading, let root else { return [:] }
        var files: [String: Set<String>] = [:]
        let paths = reading.plots.flatMap(\.files) + reading.metrics.map(\.path)
        for path in paths where path.text.utf8.first != UInt8(ascii: "/") {
            var folder = "\(root)/\(path)"
            repeat {
                folder = String(folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)])
            } while folder.utf8.count > root.utf8.count && access(folder, F_OK) != 0
            files[folder] = [""]
        }
        return files
    }
}
