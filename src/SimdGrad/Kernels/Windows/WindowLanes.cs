using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Elements of a row at a distance of each other as the lanes of a vector.</summary>
/// <typeparam name="TStride">The distance, or 0 if it is only known when the program runs.</typeparam>
internal static unsafe class WindowLanes<TStride> where TStride : struct, IConstant
{
    /// <summary>Loads lanes; those from <paramref name="count"/> on are unspecified.</summary>
    /// <param name="from">The first element.</param>
    /// <param name="end">The end of what may be read.</param>
    /// <param name="stride">The distance, if it is no constant.</param>
    /// <param name="count">The number of lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<V, T>(T* from, T* end, int stride, int count)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (TStride.Value == 1)
            return from + V.Count <= end ? V.Load(ref *from) : V.LoadPartial(ref *from, count);
        if (TStride.Value == 2)
        {
            if (from + 2 * V.Count <= end)
                return V.Evens(V.Load(ref *from), V.Load(ref from[V.Count]));
            int elements = 2 * count - 1;
            return V.Evens(
                V.LoadPartial(ref *from, Math.Min(elements, V.Count)),
                V.LoadPartial(ref from[V.Count], Math.Max(elements - V.Count, 0)));
        }
        return LoadEach<V, T>(from, stride, count);
    }

    /// <summary>Adds the first lanes to elements.</summary>
    /// <param name="to">The first element.</param>
    /// <param name="stride">The distance, if it is no constant.</param>
    /// <param name="count">The number of lanes.</param>
    /// <param name="x">The lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<V, T>(T* to, int stride, int count, V x)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (TStride.Value == 1)
            AddSideBySide(to, count, x);
        else if (TStride.Value == 2)
            AddPairs(to, 2 * count - 1, x, V.Zero);
        else
            AddEach(to, stride, count, x);
    }

    /// <summary>Adds the lanes of two vectors to elements side by side, those of one and of the other by turns.</summary>
    /// <param name="to">The first element.</param>
    /// <param name="elements">The number of elements.</param>
    /// <param name="evens">What is added to the first element and to every second from there on.</param>
    /// <param name="odds">What is added to those between.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddPairs<V, T>(T* to, int elements, V evens, V odds)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        AddSideBySide(to, Math.Min(elements, V.Count), V.ZipLower(evens, odds));
        if (elements > V.Count)
            AddSideBySide(to + V.Count, elements - V.Count, V.ZipUpper(evens, odds));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSideBySide<V, T>(T* to, int count, V x)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (count == V.Count)
            V.Store(V.Load(ref *to) + x, ref *to);
        else
            V.StorePartial(V.LoadPartial(ref *to, count) + x, ref *to, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V LoadEach<V, T>(T* from, int stride, int count)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        T* lanes = stackalloc T[V.Count];
        for (int i = 0; i < count; i++)
            lanes[i] = from[(nint)i * stride];
        return V.Load(ref *lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddEach<V, T>(T* to, int stride, int count, V x)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        T* lanes = stackalloc T[V.Count];
        for (int i = 0; i < count; i++)
            lanes[i] = to[(nint)i * stride];
        V.Store(V.Load(ref *lanes) + x, ref *lanes);
        for (int i = 0; i < count; i++)
            to[(nint)i * stride] = lanes[i];
    }
}
