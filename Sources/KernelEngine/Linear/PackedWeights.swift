internal import CKernels
internal import QuantCore

/// Weights as tiles read them: panels of 32 outputs, step by step.
@safe
final class PackedWeights {
  let plan: LinearPlan
  let outputs: Int
  let inputs: Int
  /// Weights of one output that share a scale.
  let group: Int
  let scaleType: ck_group_scale
  /// What all products are multiplied by at the end.
  let factor: Float
  let codes: Buffer<UInt8>
  let scales: Buffer<UInt8>
  let zeros: Buffer<UInt8>?

  var panels: Int { (outputs + Int(ck_panel) - 1) / Int(ck_panel) }
  var groups: Int { inputs / group }
  /// Bytes of a panel's codes.
  var panelBytes: Int { inputs / plan.span * plan.stepBytes }
  /// Bytes of a panel's scales.
  var scaleBytes: Int { groups * Int(ck_panel) * scaleType.size }

  /// Everything that a product reads of the weights, in bytes.
  var byteCount: Int {
    let scaleBytes = plan.format == nil ? 0 : scaleBytes
    return panels * (panelBytes + scaleBytes + (zeros == nil ? 0 : groups * Int(ck_panel)))
  }

  /// Encodes and packs weights.
  ///
  /// - Parameters:
  ///   - weights: `[outputs, inputs]`, row-major, finite.
  ///   - encoded: What the plan's format makes of them; nil where there is none.
  ///   - plan: How they are laid out.
  ///   - outputs: Rows.
  ///   - inputs: Columns.
  ///   - group: Weights that a scale is kept for: those of a block, or fewer.
  /// - Throws: `LinearError` where zero points are not small integers.
  init(
    _ weights: Span<Float>, encoded: EncodedBand?, plan: LinearPlan, outputs: Int, inputs: Int,
    group: Int
  ) throws(LinearError) {
    self.plan = plan
    self.outputs = outputs
    self.inputs = inputs
    self.group = group
    let panels = (outputs + Int(ck_panel) - 1) / Int(ck_panel)
    codes = Buffer(panels * inputs / plan.span * plan.stepBytes, inLargePages: true)
    guard let encoded, let format = plan.format else {
      scaleType = ck_group_f32
      factor = 1
      scales = Buffer(panels * Int(ck_panel) * 4)
      zeros = nil
      for index in 0..<panels * Int(ck_panel) {
        unsafe UnsafeMutableRawPointer(scales.base).storeBytes(
          of: Float(1), toByteOffset: 4 * index, as: Float.self)
      }
      packPlain(weights)
      return
    }
    scaleType = format.scaleType.groupType
    scales = Buffer(
      panels * inputs / group * Int(ck_panel) * scaleType.size, inLargePages: true)
    zeros =
      plan.hasZeros ? Buffer(panels * inputs / group * Int(ck_panel), inLargePages: true) : nil
    factor = plan.unit * encoded.tensorFactor
    packCodes(encoded)
    try packScales(encoded, format: format)
  }

  /// The same weights in memory of their own.
  init(copying other: PackedWeights) {
    plan = other.plan
    outputs = other.outputs
    inputs = other.inputs
    group = other.group
    scaleType = other.scaleType
    factor = other.factor
    codes = other.codes.copy()
    scales = other.scales.copy()
    zeros = other.zeros?.copy()
  }

  /// Where the step of an output and an input begins, and its place among the 16 outputs of the step's half.
  private func place(_ output: Int, _ input: Int) -> (step: Int, lane: Int) {
    let (panel, lane) = output.quotientAndRemainder(dividingBy: Int(ck_panel))
    let step = (panel * (inputs / plan.span) + input / plan.span) * plan.stepBytes
    return (step + 64 * (lane / 16), lane % 16)
  }

  private func packPlain(_ weights: Span<Float>) {
    for output in 0..<outputs {
      for input in 0..<inputs {
        let (step, lane) = place(output, input)
        let target = unsafe UnsafeMutableRawPointer(codes.base + step + 4 * lane)
        let value = weights[output * inputs + input]
        if plan.span == 1 {
          unsafe target.storeBytes(of: value, as: Float.self)
        } else {
          unsafe target.storeBytes(
            of: BFloat16.encode(value), toByteOffset: 2 * (input % 2), as: UInt16.self)
        }
      }
    }
  }

  private func packCodes(_ encoded: EncodedBand) {
    for output in 0..<outputs {
      for input in 0..<inputs {
        let (step, lane) = place(output, input)
        let base = unsafe codes.base + step
        let code = encoded.codes[output * inputs + input]
        let k = input % plan.span
        switch plan.layout {
        case ck_layout_bytes:
          unsafe base[4 * lane + k] = UInt8(plan.values[Int(code)])
        case ck_layout_bytes_bf16:
          // Byte 2h + j of a lane has code 2h + j: words of the even ones, then of the odd ones.
          unsafe base[4 * lane + k] = code
        case ck_layout_nibbles, ck_layout_nibbles_bf16:
          unsafe base[4 * lane + k % 4] |= code << UInt8(k / 4 * 4)
        case ck_layout_pairs_bf16:
          let (field, half) = k.quotientAndRemainder(dividingBy: 2)
          unsafe base[4 * lane + 2 * half + field / 4] |= code << UInt8(field % 4 * 2)
        default:
          let (field, half) = k.quotientAndRemainder(dividingBy: 2)
          let plane = unsafe base + field / 8 * 128
          unsafe plane[4 * lane + 2 * half + field % 8 / 4] |= (code & 3) << UInt8(field % 4 * 2)
          unsafe base[256 + 4 * lane + 2 * half + field / 8] |= (code >> 2) << UInt8(field % 8)
        }
      }
    }
  }

  private func packScales(
    _ encoded: EncodedBand, format: any QuantizationFormat
  ) throws(LinearError) {
    let across = (inputs + encoded.shape.columns - 1) / encoded.shape.columns
    for output in 0..<outputs {
      let (panel, lane) = output.quotientAndRemainder(dividingBy: Int(ck_panel))
      for number in 0..<groups {
        let block =
          encoded.isPiece
          ? 0 : output / encoded.shape.rows * across + number * group / encoded.shape.columns
        let index = (panel * groups + number) * Int(ck_panel) + lane
        let target = unsafe UnsafeMutableRawPointer(scales.base)
        switch scaleType {
        case ck_group_f32:
          unsafe target.storeBytes(
            of: encoded.scaleValues[block], toByteOffset: 4 * index, as: Float.self)
        case ck_group_f16, ck_group_bf16:
          unsafe target.storeBytes(
            of: UInt16(truncatingIfNeeded: encoded.scaleCodes[block]), toByteOffset: 2 * index,
            as: UInt16.self)
        default:
          unsafe target.storeBytes(
            of: UInt8(truncatingIfNeeded: encoded.scaleCodes[block]), toByteOffset: index,
            as: UInt8.self)
        }
        guard let zeros else { continue }
        guard let zero = UInt8(exactly: encoded.offsets[block]) else {
          throw LinearError("\(format.id): its zero points are not integers from 0 to 255")
        }
        unsafe zeros.base[index] = zero
      }
    }
  }
}

extension ck_group_scale {
  /// The size of a scale, in bytes.
  var size: Int {
    switch self {
    case ck_group_f32: 4
    case ck_group_f16, ck_group_bf16: 2
    default: 1
    }
  }
}

extension ScaleType {
  /// How tiles read such scales.
  var groupType: ck_group_scale {
    switch self {
    case .f16: ck_group_f16
    case .bf16: ck_group_bf16
    case .e8m0: ck_group_e8m0
    case .e4m3: ck_group_e4m3
    default: ck_group_f32
    }
  }
}

extension EncodedBand {
  /// What multipliers are beyond the values of their scales: the tensor's scale, 1 where there is none.
  var tensorFactor: Float {
    let largest = largestScale
    return largest.value > 0 ? largest.multiplier / largest.value : 1
  }

  /// The largest of the blocks' scales, and what it multiplies by.
  var largestScale: (value: Float, multiplier: Float) {
    (0..<blockCount).reduce(into: (value: 0, multiplier: 0)) { largest, index in
      if scaleValues[index] > largest.value {
        largest = (scaleValues[index], multipliers[index])
      }
    }
  }

  /// Whether codes times their blocks' scales times the tensor's are what decodes, up to F32's rounding.
  var hasPlainScales: Bool {
    let factor = tensorFactor
    return working == nil && rowFactors.isEmpty
      && (0..<blockCount).allSatisfy {
        let expected = scaleValues[$0] * factor
        return (multipliers[$0] - expected).magnitude <= expected.magnitude * 0x1p-20
      }
  }
}
