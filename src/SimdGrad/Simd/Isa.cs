using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace SimdGrad.Simd;

/// <summary>
/// Chooses the vector width that kernels run on: once, from the processor, or from the environment variable
/// <c>SIMDGRAD_ISA</c> (<c>v128</c>, <c>v256</c> or <c>v512</c>). Every width is correct on every processor; one that the
/// processor lacks is made of narrower vectors, and slow.
/// </summary>
public static class Isa
{
    /// <summary>The environment variable that overrides the choice.</summary>
    public const string EnvironmentVariable = "SIMDGRAD_ISA";

    private static readonly Lock s_lock = new();

    private static VectorWidth s_chosen;

    // The width of all threads; 0 until it is chosen, and from when one was forced on, since it takes time to ask for a thread's.
    private static VectorWidth s_common;
    private static bool s_forced;

    [ThreadStatic]
    private static VectorWidth t_forced;

    /// <summary>The width that kernels started by this thread run on.</summary>
    /// <exception cref="InvalidOperationException">
    /// <c>SIMDGRAD_ISA</c> is set to something else than a width; the message lists the valid values.
    /// </exception>
    public static VectorWidth Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_common != 0 ? s_common : OfThread();
    }

    /// <summary>Runs the kernels that this thread starts on <paramref name="width"/>, until the result is disposed.</summary>
    /// <param name="width">The width to use.</param>
    /// <returns>A scope whose disposal restores what was in force before.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is not a defined value.</exception>
    public static IsaScope Use(VectorWidth width)
    {
        if (!Enum.IsDefined(width))
            throw new ArgumentOutOfRangeException(nameof(width), width, "The widths are V128, V256 and V512.");
        lock (s_lock)
        {
            s_forced = true;
            s_common = 0;
        }
        var previous = t_forced;
        t_forced = width;
        return new IsaScope(previous);
    }

    /// <summary>
    /// The vector registers of the processors that vectors of this size are for: 32 with AVX-512 and NEON, 16 with AVX2 and SSE.
    /// </summary>
    internal static int Registers(int vectorBytes) => vectorBytes == 64 || (vectorBytes == 16 && AdvSimd.IsSupported) ? 32 : 16;

    /// <summary>Reads a width as <c>SIMDGRAD_ISA</c> spells it; null or empty means the processor's own.</summary>
    internal static VectorWidth Parse(string? value) => value switch
    {
        null or "" => Widest,
        "v128" => VectorWidth.V128,
        "v256" => VectorWidth.V256,
        "v512" => VectorWidth.V512,
        _ => throw new InvalidOperationException(
            $"{EnvironmentVariable} is '{value}'; valid values are v128, v256 and v512."),
    };

    /// <summary>Sets what this thread is forced to; 0 for nothing.</summary>
    internal static void Restore(VectorWidth previous) => t_forced = previous;

    /// <summary>Runs a kernel on the current width: the library's one dispatch switch.</summary>
    /// <remarks>
    /// The runtime loads every vector type that a method names when it compiles the method, which takes it milliseconds each. So
    /// the processor's own width, a constant to the compiler, is named here, and the others where they are asked for. The kernel
    /// is passed by reference: to copy its operands takes longer than many a kernel runs.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Run<TKernel, T>(scoped in TKernel kernel)
        where TKernel : struct, IKernel<T>, allows ref struct
        where T : unmanaged
    {
        if (typeof(T) == typeof(Dual))
            RunDual<TKernel, T>(in kernel);
        else if (Current != Widest)
            RunOther<TKernel, T>(in kernel);
        else if (Vector512.IsHardwareAccelerated)
            Unsafe.AsRef(in kernel).Run<Vec512<T>>();
        else if (Vector256.IsHardwareAccelerated)
            Unsafe.AsRef(in kernel).Run<Vec256<T>>();
        else
            Unsafe.AsRef(in kernel).Run<Vec128<T>>();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunDual<TKernel, T>(scoped in TKernel kernel)
        where TKernel : struct, IKernel<T>, allows ref struct
        where T : unmanaged => Unsafe.AsRef(in kernel).Run<DualVec<T>>();

    // A width that was asked for. It may be the processor's own by then.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunOther<TKernel, T>(scoped in TKernel kernel)
        where TKernel : struct, IKernel<T>, allows ref struct
        where T : unmanaged
    {
        switch (Current)
        {
            case VectorWidth.V512:
                Unsafe.AsRef(in kernel).Run<Vec512<T>>();
                break;
            case VectorWidth.V256:
                Unsafe.AsRef(in kernel).Run<Vec256<T>>();
                break;
            default:
                Unsafe.AsRef(in kernel).Run<Vec128<T>>();
                break;
        }
    }

    // Not Avx512F.IsSupported: IsHardwareAccelerated is false where 512-bit use would throttle the processor.
    private static VectorWidth Widest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated ? VectorWidth.V512
            : Vector256.IsHardwareAccelerated ? VectorWidth.V256
            : VectorWidth.V128;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static VectorWidth OfThread() => t_forced != 0 ? t_forced : s_chosen != 0 ? s_chosen : Choose();

    private static VectorWidth Choose()
    {
        var width = Parse(Environment.GetEnvironmentVariable(EnvironmentVariable));
        lock (s_lock)
        {
            s_chosen = width;
            s_common = s_forced ? 0 : width;
        }
        return width;
    }
}
