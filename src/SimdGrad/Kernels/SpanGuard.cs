using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The checks that public entry points make before a kernel runs.</summary>
internal static class SpanGuard
{
    /// <summary>Throws unless the element type is float or double, or dual numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Element<T>()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double) && typeof(T) != typeof(Dual))
            throw new NotSupportedException(
                $"SimdGrad computes in float and double, and in dual numbers for derivatives of those, not in {typeof(T)}.");
    }

    /// <summary>Throws unless both spans have the same length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SameLength<TA, TB>(
        ReadOnlySpan<TA> a, ReadOnlySpan<TB> b,
        [CallerArgumentExpression(nameof(a))] string nameA = "", [CallerArgumentExpression(nameof(b))] string nameB = "")
    {
        if (a.Length != b.Length)
            ThrowLengths(nameA, a.Length, nameB, b.Length);
    }

    /// <summary>Throws if the spans overlap without being the same: what a kernel wrote would be read again as input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SameOrDisjoint<T>(
        ReadOnlySpan<T> source, ReadOnlySpan<T> destination,
        [CallerArgumentExpression(nameof(source))] string sourceName = "",
        [CallerArgumentExpression(nameof(destination))] string destinationName = "")
    {
        if (MayOverlap(source, destination)
            && !Unsafe.AreSame(in MemoryMarshal.GetReference(source), in MemoryMarshal.GetReference(destination)))
            CheckOverlap(source, destination, sourceName, destinationName);
    }

    /// <summary>Throws if the spans share memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Disjoint<T>(
        ReadOnlySpan<T> source, ReadOnlySpan<T> destination,
        [CallerArgumentExpression(nameof(source))] string sourceName = "",
        [CallerArgumentExpression(nameof(destination))] string destinationName = "")
    {
        if (MayOverlap(source, destination))
            CheckOverlap(source, destination, sourceName, destinationName);
    }

    // As the framework's Overlaps, which is not always inlined; but that it may say yes if one of the two is empty.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayOverlap<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
    {
        nint offset = Unsafe.ByteOffset(in MemoryMarshal.GetReference(a), in MemoryMarshal.GetReference(b));
        return (nuint)offset < (nuint)a.Length * (nuint)Unsafe.SizeOf<T>()
            || (nuint)(-offset) < (nuint)b.Length * (nuint)Unsafe.SizeOf<T>();
    }

    [DoesNotReturn]
    private static void ThrowLengths(string nameA, int a, string nameB, int b) =>
        throw new ArgumentException($"{nameA} has {a} elements and {nameB} has {b}; they must be equal.", nameB);

    // What is empty overlaps nothing.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CheckOverlap<T>(
        ReadOnlySpan<T> source, ReadOnlySpan<T> destination, string sourceName, string destinationName)
    {
        if (source.IsEmpty || destination.IsEmpty)
            return;
        source.Overlaps(destination, out int offset);
        throw new ArgumentException(
            $"{destinationName} shares memory with {sourceName}, {offset} elements apart; use the same or separate memory.",
            destinationName);
    }
}
