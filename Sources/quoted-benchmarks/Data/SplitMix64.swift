/// A small generator of random numbers that gives the same numbers on every machine.
///
/// Sebastiano Vigna's splitmix64 (2015): a counter in steps of the golden ratio, mixed by two multiplications.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number in `0..<bound`. The bias of the remainder is below `bound / 2^64`.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// A number in `0..<1`, one of 2^53.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Nearly normal, mean 0 and deviation 1: the sum of four uniform numbers.
    ///
    /// Addition and multiplication round alike everywhere; a logarithm or a cosine would not.
    mutating func bell() -> Double { (unit() + unit() + unit() + unit() - 2) * 1.732_050_8 }
}
