using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

/// <summary>A vector that is loaded from and stored to memory: what a loop needs beyond the arithmetic of a formula.</summary>
/// <remarks>References need no alignment. Partial forms touch no memory outside the lanes they name.</remarks>
/// <typeparam name="V">The vector type itself.</typeparam>
/// <typeparam name="T">The element type, float or double.</typeparam>
public interface IVec<V, T> : IVec<V> where V : struct, IVec<V, T> where T : unmanaged
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary><paramref name="x"/> in every lane.</summary>
    static abstract V Splat(T x);

    /// <summary>
    /// A factor for <see cref="AddProduct(ref V, V, V)"/>, and for nothing else: <paramref name="x"/>, in one lane or in every
    /// one. NEON multiplies by a lane, so that it need not be spread.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V Factor(T x) => V.Splat(x);

    /// <summary>sum = factor * x + sum, rounded once.</summary>
    /// <remarks>
    /// Written to where the sum is: the compiler would otherwise put the result where the factor was, if that is not needed any
    /// more, and then move it.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual void AddProduct(ref V sum, V factor, V x) => sum = V.Fma(factor, x, sum);

    /// <summary>The same with a factor that is used once: where the instruction can read it from memory itself, it does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual void AddProduct(ref V sum, T factor, V x) => V.AddProduct(ref sum, V.Factor(factor), x);

    /// <summary>Reads <see cref="Count"/> elements from <paramref name="source"/> on.</summary>
    static abstract V Load(ref readonly T source);

    /// <summary>Writes all lanes from <paramref name="destination"/> on.</summary>
    static abstract void Store(V x, ref T destination);

    /// <summary>Reads the first <paramref name="count"/> elements, 0 to <see cref="Count"/>; the other lanes are 0.</summary>
    static abstract V LoadPartial(ref readonly T source, int count);

    /// <summary>Writes the first <paramref name="count"/> lanes, 0 to <see cref="Count"/>.</summary>
    static abstract void StorePartial(V x, ref T destination, int count);

    /// <summary>
    /// Writes all lanes past the caches, to an address that is a multiple of the size of the vector: for more than they hold.
    /// Other threads see it after a fence for stores.
    /// </summary>
    static abstract unsafe void StoreNonTemporal(V x, T* destination);

    /// <summary>
    /// Reads 16 bytes each from <paramref name="source"/>, the element <paramref name="stride"/> further, and so on.
    /// </summary>
    static abstract V LoadBlocks(ref readonly T source, nint stride);

    /// <summary>Writes 16 bytes each, as <see cref="LoadBlocks"/> reads them.</summary>
    static abstract void StoreBlocks(V x, ref T destination, nint stride);

    /// <summary>In each 16 bytes the elements of the lower halves of both, alternating: a0 b0 a1 b1, or a0 b0.</summary>
    static abstract V InterleaveLower(V a, V b);

    /// <summary>In each 16 bytes the elements of the upper halves of both, alternating: a2 b2 a3 b3, or a1 b1.</summary>
    static abstract V InterleaveUpper(V a, V b);

    /// <summary>The lanes with even numbers of both, one after the other: a0 a2 ... b0 b2 ...</summary>
    static abstract V Evens(V a, V b);

    /// <summary>The lanes with odd numbers of both: a1 a3 ... b1 b3 ...</summary>
    static abstract V Odds(V a, V b);

    /// <summary>The first halves of the lanes of both, alternating: a0 b0 a1 b1 ...</summary>
    static abstract V ZipLower(V a, V b);

    /// <summary>The second halves of the lanes of both, alternating.</summary>
    static abstract V ZipUpper(V a, V b);

    /// <summary>The first lane.</summary>
    static abstract T First(V x);

    /// <summary>
    /// Lane <paramref name="lanes"/> + i as lane i, for i below <paramref name="lanes"/>, a power of two below
    /// <see cref="Count"/>; the other lanes are unspecified. With a constant it is one instruction.
    /// </summary>
    static abstract V Upper(V x, int lanes);

    /// <summary>The mask whose first <paramref name="count"/> lanes are true.</summary>
    static abstract V FirstLanes(int count);
}
