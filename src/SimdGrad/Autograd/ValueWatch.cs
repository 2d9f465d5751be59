using System.Runtime.CompilerServices;

namespace SimdGrad;

/// <summary>
/// Notices whether values are changed while tapes count on them. Nobody can see who writes through a span, so a fingerprint is
/// taken when one is handed out in that time, and compared later; as long as nobody asks for one, there is nothing to do.
/// </summary>
internal unsafe struct ValueWatch
{
    private int _version, _uses;
    private bool _isWatching;
    private ulong _fingerprint;

    /// <summary>Counts a use.</summary>
    /// <returns>The version of the values.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Begin(void* values, nint length)
    {
        _uses++;
        return Version(values, length);
    }

    /// <summary>Counts the end of a use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End()
    {
        _uses = Math.Max(_uses - 1, 0);
        _isWatching &= _uses > 0;
    }

    /// <summary>Whether there are uses whose values are not to change.</summary>
    public readonly bool IsCountedOn => _uses > 0;

    /// <summary>Called before values that are counted on may be written.</summary>
    public void BeforeWrite(void* values, nint length)
    {
        if (_isWatching)
            return;
        _fingerprint = Fingerprint(values, length);
        _isWatching = true;
    }

    /// <summary>The version of the values: another number after each change that is noticed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Version(void* values, nint length)
    {
        if (_isWatching)
            Compare(values, length);
        return _version;
    }

    private void Compare(void* values, nint length)
    {
        ulong fingerprint = Fingerprint(values, length);
        if (fingerprint == _fingerprint)
            return;
        _fingerprint = fingerprint;
        _version++;
    }

    // The change of one word always shows, for multiplication by an odd number loses nothing; that of several all but always.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static ulong Fingerprint(void* start, nint length)
    {
        byte* values = (byte*)start;
        const ulong Factor = 0x9E3779B97F4A7C15;
        ulong a = 1, b = 2, c = 3, d = 4;
        nint i = 0;
        for (; i <= length - 32; i += 32)
        {
            ulong* words = (ulong*)(values + i);
            a = (a ^ words[0]) * Factor;
            b = (b ^ words[1]) * Factor;
            c = (c ^ words[2]) * Factor;
            d = (d ^ words[3]) * Factor;
        }
        for (; i < length; i++)
            a = (a ^ values[i]) * Factor;
        // One after the other, so that no two changes cancel.
        return (((((a * Factor) ^ b) * Factor) ^ c) * Factor) ^ d;
    }
}
