import Glibc

/// Where `stage-shim` is.
package enum ShimLocation {
    /// Finds it beside the program that runs, then in `../libexec/pitwall/`.
    package static func find() throws -> String {
        let folder = programFolder()
        let places = ["\(folder)/stage-shim", "\(folder)/../libexec/pitwall/stage-shim"]
        guard let place = places.first(where: { access($0, X_OK) == 0 }) else {
            throw ExecutorError(
                .shimMissing,
                "The program 'stage-shim' is missing in '\(folder)' and in its "
                    + "'../libexec/pitwall'. Install it together with pitwall."
            )
        }
        return place
    }

    /// The folder of the real file of this program, links resolved.
    private static func programFolder() -> String {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let size = max(readlink("/proc/self/exe", &bytes, bytes.count), 0)
        let path = String(decoding: bytes[..<size].map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return String(path[..<slash])
    }
}
