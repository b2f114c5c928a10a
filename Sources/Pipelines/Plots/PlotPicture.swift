import Domain

/// What a picture's file says of it.
enum PlotPicture {
    private static let formats = [
        "png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "svg": "SVG",
    ]

    /// The bytes at the beginning of a file that are looked at.
    private static let headLength = 64 << 10

    /// Whether a file is a picture, by its name.
    static func isPicture(_ path: ProjectPath) -> Bool { formats[FileSuffix.of(path)] != nil }

    /// Looks at a picture; nil where nothing is at its path.
    static func read(_ path: ProjectPath, root: RawPath) throws(FileFailure) -> PlotImage? {
        let full = root.appending(path.text)
        guard let file = try OpenFile(reading: full) else { return nil }
        let status = try file.status()
        var head: [UInt8] = []
        if status.isFile {
            try file.forEachChunk { chunk throws(FileFailure) in
                let rest = max(0, headLength - head.count)
                head.append(contentsOf: chunk.prefix(rest))
            }
        }
        let suffix = FileSuffix.of(path)
        let size = size(head, suffix)
        return PlotImage(
            format: formats[suffix] ?? suffix.uppercased(),
            bytes: status.size,
            width: size?.width,
            height: size?.height
        )
    }

    private static func size(_ bytes: [UInt8], _ suffix: String) -> (width: Int, height: Int)? {
        func big(_ index: Int, _ count: Int) -> Int {
            bytes[index..<index + count].reduce(0) { $0 << 8 | Int($1) }
        }
        switch suffix {
        case "png":
            guard bytes.count >= 24, bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]) else {
                return nil
            }
            return (big(16, 4), big(20, 4))
        case "gif":
            guard bytes.count >= 10, bytes.starts(with: "GIF8".utf8) else { return nil }
            return (Int(bytes[6]) | Int(bytes[7]) << 8, Int(bytes[8]) | Int(bytes[9]) << 8)
        case "jpg", "jpeg": return jpegSize(bytes)
        default: return nil
        }
    }

    /// The size stands in the first segment that begins a frame.
    private static func jpegSize(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        guard bytes.starts(with: [0xff, 0xd8]) else { return nil }
        var index = 2
        while index + 9 < bytes.count, bytes[index] == 0xff {
            let kind = bytes[index + 1]
            let length = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
            let isFrame = (0xc0...0xcf).contains(kind) && ![0xc4, 0xc8, 0xcc].contains(kind)
            if isFrame {
                let height = Int(bytes[index + 5]) << 8 | Int(bytes[index + 6])
                return (Int(bytes[index + 7]) << 8 | Int(bytes[index + 8]), height)
            }
            index += 2 + max(2, length)
        }
        return nil
    }
}
