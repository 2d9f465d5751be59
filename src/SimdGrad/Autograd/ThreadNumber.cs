using System.Runtime.CompilerServices;

namespace SimdGrad;

/// <summary>The number of the thread that asks, at the price of reading a variable of its own.</summary>
internal static class ThreadNumber
{
    [ThreadStatic]
    private static int t_number;

    /// <summary>As <see cref="Environment.CurrentManagedThreadId"/>, which is a call into the runtime.</summary>
    public static int Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_number != 0 ? t_number : Ask();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Ask() => t_number = Environment.CurrentManagedThreadId;
}
