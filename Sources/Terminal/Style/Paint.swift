/// One colour of a style, by role, by ramp, by palette index or as itself, in four bytes.
package struct Paint: Hashable, Sendable {
    /// A scale of colours for numbers.
    package enum Ramp: UInt8, CaseIterable, Sendable {
        /// From little to much.
        case sequential

        /// From one side over a calm middle to the other side.
        case diverging
    }

    /// What a paint stands for.
    package enum Kind: Hashable, Sendable {
        case inherited
        case role(Role)
        case index(UInt8)
        case rgb(RGB)
        case ramp(Ramp, percent: UInt8)
    }

    // The two highest bits tell the kind: 0 inherited or role, 1 index, 2 colour, 3 ramp.
    private let bits: UInt32

    private init(bits: UInt32) {
        self.bits = bits
    }

    /// What is underneath: drawing with it leaves that colour of the cell as it is.
    package static let inherited = Paint(bits: 0)

    package static func role(_ role: Role) -> Paint {
        Paint(bits: UInt32(role.rawValue) + 1)
    }

    /// A colour of the terminal's own palette; 0 to 15 are the ANSI colours.
    package static func index(_ index: UInt8) -> Paint {
        Paint(bits: 1 << 30 | UInt32(index))
    }

    package static func rgb(_ color: RGB) -> Paint {
        Paint(bits: 2 << 30 | color.hex)
    }

    /// The ramp's colour at a share of 0 to 1; what is outside is cut, not-a-number is 0.
    package static func ramp(_ ramp: Ramp, _ share: Double) -> Paint {
        let percent = share.isNaN ? 0 : min(max(share, 0), 1) * 100
        return Paint(bits: 3 << 30 | UInt32(ramp.rawValue) << 8 | UInt32(percent.rounded()))
    }

    package var kind: Kind {
        let low = UInt8(truncatingIfNeeded: bits)
        switch bits >> 30 {
        case 0:
            guard bits > 0, let role = Role(rawValue: low - 1) else { return .inherited }
            return .role(role)
        case 1:
            return .index(low)
        case 2:
            return .rgb(RGB(bits))
        default:
            let ramp = Ramp(rawValue: UInt8(truncatingIfNeeded: bits >> 8)) ?? .sequential
            return .ramp(ramp, percent: low)
        }
    }
}
