import Domain
import Foundation

/// Copies the samples as files of the person who runs the demo, whoever owns the originals.
enum SampleCopy {
    /// Copies a folder to a new one; links and odd files are left out.
    static func copy(_ source: String, to target: String) throws {
        let files = FileManager.default
        do {
            try files.createDirectory(atPath: target, withIntermediateDirectories: false)
            for name in try files.contentsOfDirectory(atPath: source).sorted() {
                let (from, to) = (source + "/" + name, target + "/" + name)
                let attributes = try files.attributesOfItem(atPath: from)
                switch attributes[.type] as? FileAttributeType {
                case .typeDirectory: try copy(from, to: to)
                case .typeRegular:
                    let isExecutable = files.isExecutableFile(atPath: from)
                    let contents = try Data(contentsOf: URL(fileURLWithPath: from))
                    try contents.write(to: URL(fileURLWithPath: to))
                    try files.setAttributes(
                        [.posixPermissions: isExecutable ? 0o755 : 0o644],
                        ofItemAtPath: to
                    )
                default: continue
                }
            }
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            let reason = (error as NSError).localizedFailureReason ?? error.localizedDescription
            throw Refusal(.worldFailed, "The samples could not be copied to '\(target)': \(reason)")
        }
    }
}
