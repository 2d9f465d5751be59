using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdGrad.Kernels;

/// <summary>Planes, on checked operands, and how windows slide over them. Lanes are windows side by side.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly struct WindowPlanes<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _innerStart, _innerEnd;
    private readonly bool _countPadding;

    /// <summary>Planes under windows.</summary>
    /// <param name="layout">How a window slides.</param>
    /// <param name="planes">The number of planes.</param>
    /// <param name="countPadding">Whether the elements of a window in the padding count in its divisor.</param>
    public WindowPlanes(WindowLayout layout, int planes, bool countPadding)
    {
        Layout = layout;
        Planes = planes;
        _countPadding = countPadding;
        var (padding, reach) = (layout.Padding.Width, (layout.Kernel.Width - 1) * layout.Dilation.Width);
        _innerStart = WindowLayout.Inside(-padding, layout.Input.Width, layout.Stride.Width, layout.Output.Width).Start;
        _innerEnd = WindowLayout.Inside(reach - padding, layout.Input.Width, layout.Stride.Width, layout.Output.Width).End;
    }

    /// <summary>How a window slides.</summary>
    public WindowLayout Layout { get; }

    /// <summary>The number of planes.</summary>
    public int Planes { get; }

    /// <summary>Some of the planes.</summary>
    public WindowPlanes<T> Take(int planes) => new(Layout, planes, _countPadding);

    /// <summary>
    /// The windows from position x on that have all their columns in the plane, as many as there are lanes at most; or one alone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Together(int x, int lanes) => x >= _innerStart && x < _innerEnd ? Math.Min(lanes, _innerEnd - x) : 1;

    /// <summary>The divisor of a window of which so many elements lie in the plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Divisor(int area) => T.CreateTruncating(_countPadding ? Layout.Kernel.Area : area);
}
