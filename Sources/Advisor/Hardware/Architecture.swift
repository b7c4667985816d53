/// A generation of parts, by its compiler's name: the matrix units that all its parts have.
public struct Architecture: Sendable, Hashable {
  /// The compiler's name, such as `sm_90`.
  public let name: String
  /// The matrix units.
  public let units: [MatrixUnit]

  /// The generations that are known.
  public static let all = [sm80, sm89, sm90, sm100, sm103, sm120, gfx942, gfx950]

  /// The generation of that name; nil for others.
  public static func named(_ name: String) -> Architecture? {
    all.first { $0.name == name }
  }

  private static let ptx = Fact.Source.cited("PTX ISA 9.0")
  private static let vector = MatrixUnit(
    [.f32], rate: .f32, instruction: "fma.f32", source: .cited("PTX ISA 9.0"))

  /// A plain unit for one type.
  private static func plain(
    _ operand: Operand, _ instruction: String, _ source: Fact.Source = ptx
  ) -> MatrixUnit {
    MatrixUnit([operand], rate: operand, instruction: instruction, source: source)
  }

  static let sm80 = Architecture(
    name: "sm_80",
    units: [
      vector, plain(.bf16, "mma.sync m16n8k16 bf16"), plain(.int8, "mma.sync m16n8k32 s8"),
      plain(.int4, "mma.sync m16n8k64 s4"),
    ])

  static let sm89 = Architecture(
    name: "sm_89",
    units: [
      vector, plain(.bf16, "mma.sync m16n8k16 bf16"), plain(.fp8, "mma.sync m16n8k32 e4m3"),
      plain(.int8, "mma.sync m16n8k32 s8"), plain(.int4, "mma.sync m16n8k64 s4"),
    ])

  static let sm90 = Architecture(
    name: "sm_90",
    units: [
      vector, plain(.bf16, "wgmma.mma_async bf16"), plain(.fp8, "wgmma.mma_async e4m3"),
      plain(.int8, "wgmma.mma_async s8"),
    ])

  /// The fifth generation's units; operands lie in shared memory, scales in tensor memory.
  private static let tensorMemory: [MatrixUnit] = [
    vector, plain(.bf16, "tcgen05.mma kind::f16"),
    MatrixUnit(
      [.fp8, .fp6, .fp4], rate: .fp8, instruction: "tcgen05.mma kind::f8f6f4", source: ptx),
    MatrixUnit(
      [.fp8, .fp6, .fp4], scaling: .mx, rate: .fp8,
      instruction: "tcgen05.mma kind::mxf8f6f4 block_scale", source: ptx),
    MatrixUnit(
      [.fp4], scaling: .mx, rate: .fp4, instruction: "tcgen05.mma kind::mxf4 block_scale",
      source: ptx),
    MatrixUnit(
      [.fp4], scaling: .nv, rate: .fp4, instruction: "tcgen05.mma kind::mxf4nvf4 block_scale",
      source: ptx),
    plain(.int8, "tcgen05.mma kind::i8", .unverified("said to be limited to some 10.x targets")),
  ]

  static let sm100 = Architecture(name: "sm_100", units: tensorMemory)
  static let sm103 = Architecture(name: "sm_103", units: tensorMemory)

  static let sm120 = Architecture(
    name: "sm_120",
    units: [
      vector, plain(.bf16, "mma.sync m16n8k16 bf16"), plain(.int8, "mma.sync m16n8k32 s8"),
      MatrixUnit(
        [.fp8, .fp6, .fp4], rate: .fp8, instruction: "mma.sync kind::f8f6f4 m16n8k32", source: ptx),
      MatrixUnit(
        [.fp8, .fp6, .fp4], scaling: .mx, rate: .fp8,
        instruction: "mma.sync kind::mxf8f6f4 block_scale m16n8k32", source: ptx),
      MatrixUnit(
        [.fp4], scaling: .mx, rate: .fp4,
        instruction: "mma.sync kind::mxf4 block_scale m16n8k64", source: ptx),
      MatrixUnit(
        [.fp4], scaling: .nv, rate: .fp4,
        instruction: "mma.sync kind::mxf4nvf4 block_scale m16n8k64", source: ptx),
    ])

  private static let modular = Fact.Source.cited("Modular's kernel documentation")
  private static let amdVector = MatrixUnit(
    [.f32], rate: .f32, instruction: "v_fma_f32", source: .unverified(""))

  static let gfx942 = Architecture(
    name: "gfx942",
    units: [
      amdVector, plain(.bf16, "v_mfma_f32_32x32x8_bf16", .unverified("shape from memory")),
      plain(.fp8, "v_mfma_f32_16x16x32_fp8_fp8 (fnuz)", modular),
      plain(.int8, "v_mfma_i32_16x16x32_i8", .unverified("shape from memory")),
    ])

  static let gfx950 = Architecture(
    name: "gfx950",
    units: [
      amdVector, plain(.bf16, "v_mfma_f32_32x32x16_bf16", .unverified("shape from memory")),
      plain(.fp8, "v_mfma_f32_16x16x128_f8f6f4", modular),
      plain(.int8, "v_mfma_i32_16x16x64_i8", .unverified("shape from memory")),
      MatrixUnit(
        [.fp8, .fp6, .fp4], scaling: .mx, rate: .fp8,
        instruction: "v_mfma_scale_f32_16x16x128_f8f6f4", source: modular),
      MatrixUnit(
        [.fp4], scaling: .mx, rate: .fp4,
        instruction: "v_mfma_scale_f32_16x16x128_f8f6f4", source: modular),
      MatrixUnit(
        [.fp6, .fp4], scaling: .mx, rate: .fp6,
        instruction: "v_mfma_scale_f32_16x16x128_f8f6f4", source: modular),
    ])
}
