import Domain
import Foundation

extension CommandOptions.Style {
    /// What DVC's configuration says about it; the defaults where it cannot be read.
    ///
    /// Mistakes in the configuration are told by ``CacheSettings``, which reads it too.
    static func read(
        root: String,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> Self {
        var style = Self()
        for (file, name) in CacheSettings.places(root: RawPath(root), environment: environment)
            .reversed()
        {
            guard let bytes = try? Files.read(file, limit: CacheSettings.fileLimit),
                let settings = try? INIFile(bytes, path: name)
            else { continue }
            if let text = settings["parsing", "bool"] {
                style.negatesFalse = text.lowercased() == "boolean_optional"
            }
            if let text = settings["parsing", "list"] {
                style.repeatsLists = text.lowercased() == "append"
            }
        }
        return style
    }
}
