/// Byte counts as people read them.
package enum ByteText {
    /// The count with at most two digits before a unit of a thousand, such as `1.2 GB` or `640 MB`.
    package static func of(_ count: Int) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
        if count == 1 { return "1 byte" }
        var tenths = count.magnitude
        guard tenths >= 1_000 else { return "\(count) bytes" }
        var unit = 0
        var scale: UInt = 1
        while unit + 1 < units.count && tenths / scale >= 1_000 {
            scale *= 1_000
            unit += 1
        }
        let whole = tenths / scale
        tenths = tenths % scale * 10 / scale
        return whole < 10 ? "\(whole).\(tenths) \(units[unit])" : "\(whole) \(units[unit])"
    }
}
