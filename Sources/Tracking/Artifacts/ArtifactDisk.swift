import Artifacts
import NIOCore
import NIOPosix

/// The artifacts' folder, reached on threads that may wait for its disk.
struct ArtifactDisk: Sendable {
    let folder: ArtifactFolder
    let threads: NIOThreadPool

    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (ArtifactFolder) throws(ArtifactFault) -> Value
    ) async throws(TrackingError) -> Value {
        do {
            return try await threads.runIfActive { [folder] in try body(folder) }
        } catch let fault as ArtifactFault {
            throw TrackingError(fault)
        } catch {
            throw TrackingError(.temporarilyUnavailable, "The engine ends.")
        }
    }

    /// Adds what was received to an upload.
    func write(_ piece: [ByteBuffer], to upload: ArtifactUpload) async throws(TrackingError) {
        guard !piece.isEmpty else { return }
        try await perform { _ throws(ArtifactFault) in
            for buffer in piece {
                try Self.write(buffer, to: upload)
            }
        }
    }

    private static func write(
        _ buffer: ByteBuffer,
        to upload: ArtifactUpload
    ) throws(ArtifactFault) {
        let result = buffer.withUnsafeReadableBytes { bytes -> Result<Void, ArtifactFault> in
            Result { () throws(ArtifactFault) in try upload.write(bytes) }
        }
        try result.get()
    }

    /// Bytes of a file from an offset on; fewer than asked for only where it became shorter.
    func read(
        _ file: ArtifactFile,
        at offset: Int,
        count: Int
    ) async throws(TrackingError) -> ByteBuffer {
        try await perform { _ throws(ArtifactFault) in
            var buffer = ByteBuffer()
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { room in
                file.read(into: UnsafeMutableRawBufferPointer(rebasing: room[..<count]), at: offset)
            }
            return buffer
        }
    }
}

extension TrackingError {
    init(_ fault: ArtifactFault) {
        switch fault.code {
        case .badPath, .otherKind, .tooMany: self.init(.invalidParameterValue, fault.text)
        case .absent: self.init(.resourceDoesNotExist, fault.text)
        case .full: self.init(.resourceExhausted, fault.text)
        case .busy: self.init(.temporarilyUnavailable, fault.text)
        case .failed: self.init(.permissionDenied, fault.text)
        }
    }
}
