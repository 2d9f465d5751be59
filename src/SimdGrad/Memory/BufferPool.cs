using System.Diagnostics;
using System.Numerics;
using System.Text;

namespace SimdGrad.Memory;

/// <summary>
/// Rents 64-byte aligned native memory in power-of-two size classes (64 bytes and up) and keeps what is returned for the
/// next rent, up to a bound. All members are thread safe. A rent that finds a retained block allocates no managed memory.
/// </summary>
public sealed class BufferPool : IDisposable
{
    /// <summary><see cref="MaxRetainedBytes"/> of <see cref="Shared"/>: 1 GiB.</summary>
    public const long DefaultMaxRetainedBytes = 1L << 30;

    // Classes of 2^6 to 2^62 bytes: the largest request, 2^31 elements of under 2^31 bytes, has one.
    private readonly PoolBlock?[] _retained = new PoolBlock?[57];
    private readonly HashSet<PoolBlock>? _tracked;
    private readonly Lock _lock = new();
    private int _outstandingCount;
    private long _outstandingBytes;
    private long _retainedBytes;
    private bool _disposed;

    /// <summary>Creates a pool with <see cref="DefaultDiagnostics"/>.</summary>
    /// <inheritdoc cref="BufferPool(long, BufferDiagnostics)"/>
    public BufferPool(long maxRetainedBytes)
        : this(maxRetainedBytes, DefaultDiagnostics)
    {
    }

    /// <summary>Creates a pool.</summary>
    /// <param name="maxRetainedBytes">
    /// How many bytes of returned blocks to keep; a block returned past it goes back to the operating system.
    /// </param>
    /// <param name="diagnostics">What to do beyond the work to make mistakes visible.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="maxRetainedBytes"/> is negative, or <paramref name="diagnostics"/> has an unknown flag.
    /// </exception>
    public BufferPool(long maxRetainedBytes, BufferDiagnostics diagnostics)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxRetainedBytes);
        if ((diagnostics & ~(BufferDiagnostics.Poison | BufferDiagnostics.TrackAllocationSites)) != 0)
            throw new ArgumentOutOfRangeException(nameof(diagnostics), diagnostics, "Not a combination of known flags.");
        MaxRetainedBytes = maxRetainedBytes;
        Diagnostics = diagnostics;
        if ((diagnostics & BufferDiagnostics.TrackAllocationSites) != 0)
            _tracked = [];
    }

    /// <summary>Frees what a forgotten pool retains. Blocks that are outstanding may be in use, and stay.</summary>
    ~BufferPool() => FreeRetained();

    /// <summary>The pool of the process, which lives as long as it: it cannot be disposed.</summary>
    public static BufferPool Shared { get; } = new(DefaultMaxRetainedBytes);

    /// <summary>
    /// The diagnostics of a pool that asks for none in particular: all of them in a Debug build of this library, none in
    /// a Release build.
    /// </summary>
    public static BufferDiagnostics DefaultDiagnostics =>
#if DEBUG
        BufferDiagnostics.Poison | BufferDiagnostics.TrackAllocationSites;
#else
        BufferDiagnostics.None;
#endif

    /// <summary>The diagnostics this pool was created with.</summary>
    public BufferDiagnostics Diagnostics { get; }

    /// <summary>The bound on <see cref="RetainedBytes"/>.</summary>
    public long MaxRetainedBytes { get; }

    /// <summary>Called with the bytes of each request, for tests in which memory runs out.</summary>
    internal Action<long>? BeforeRent { get; set; }

    /// <summary>Number of buffers that are rented and not returned.</summary>
    public int OutstandingCount
    {
        get
        {
            lock (_lock)
                return _outstandingCount;
        }
    }

    /// <summary>Bytes of the blocks that are rented and not returned: the sizes of their classes, not of the requests.</summary>
    public long OutstandingBytes
    {
        get
        {
            lock (_lock)
                return _outstandingBytes;
        }
    }

    /// <summary>Bytes of the blocks that were returned and are kept for the next rent.</summary>
    public long RetainedBytes
    {
        get
        {
            lock (_lock)
                return _retainedBytes;
        }
    }

    /// <summary>
    /// Rents <paramref name="length"/> elements. The contents are undefined. Return them with
    /// <see cref="PooledBuffer{T}.Dispose"/>, on any thread.
    /// </summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="length">Number of elements, 0 included.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    /// <exception cref="InsufficientMemoryException">
    /// An <see cref="OutOfMemoryException"/> that names the request: the system has no such block. The pool is unchanged.
    /// </exception>
    public unsafe PooledBuffer<T> Rent<T>(int length)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        long bytes = (long)length * sizeof(T);
        try
        {
            return new PooledBuffer<T>(RentBlock(bytes), length);
        }
        catch (OutOfMemoryException cause)
        {
            string request = $"{nameof(length)} {length} of {typeof(T).Name} ({bytes} bytes)";
            throw new InsufficientMemoryException($"No memory to rent {request}.", cause);
        }
    }

    /// <summary>Checks that everything rented was returned, as at the end of a test or a program.</summary>
    /// <exception cref="InvalidOperationException">
    /// Buffers are outstanding. The message states how many, their bytes and, with
    /// <see cref="BufferDiagnostics.TrackAllocationSites"/>, where they were rented.
    /// </exception>
    public void ThrowIfLeaked()
    {
        StringBuilder message = new();
        lock (_lock)
        {
            if (_outstandingCount == 0)
                return;
            message.Append($"Buffers rented and not returned: {_outstandingCount} ({_outstandingBytes} bytes).");
            if (_tracked is null)
                message.Append($" {nameof(BufferDiagnostics)}.{nameof(BufferDiagnostics.TrackAllocationSites)} tells where.");
            foreach (var site in _tracked?.CountBy(block => block.Site!.ToString()) ?? [])
                message.AppendLine().AppendLine($"{site.Value} rented").Append(site.Key.TrimEnd());
        }
        throw new InvalidOperationException(message.ToString());
    }

    /// <summary>
    /// Frees the retained blocks and refuses further rents. Outstanding buffers stay valid, and are freed on their return.
    /// Disposing twice is harmless.
    /// </summary>
    /// <exception cref="InvalidOperationException">The pool is <see cref="Shared"/>.</exception>
    public void Dispose()
    {
        if (this == Shared)
            throw new InvalidOperationException($"{nameof(BufferPool)}.{nameof(Shared)} cannot be disposed.");
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            _retainedBytes = 0;
        }
        // A disposed pool neither takes from its lists nor adds to them, so they need no lock.
        FreeRetained();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes a block back, or returns false if <paramref name="generation"/> says it was returned before.</summary>
    internal bool TryReturn(PoolBlock block, long generation)
    {
        bool retain;
        lock (_lock)
        {
            if (block.Generation != generation)
                return false;
            Volatile.Write(ref block.Generation, generation + 1);
            _outstandingCount--;
            _outstandingBytes -= block.Bytes;
            _tracked?.Remove(block);

            retain = !_disposed && block.Bytes <= MaxRetainedBytes - _retainedBytes;
            if (retain)
            {
                if ((Diagnostics & BufferDiagnostics.Poison) != 0)
                    block.Poison();
                _retainedBytes += block.Bytes;
                block.Next = _retained[block.SizeClass];
                _retained[block.SizeClass] = block;
            }
        }
        // Unmapping a large block takes the system milliseconds: not under the lock.
        if (!retain)
            block.Free();
        return true;
    }

    /// <summary>Where the handle of <paramref name="generation"/> was rented, or "" where that is not known any more.</summary>
    internal string DescribeSite(PoolBlock block, long generation)
    {
        lock (_lock)
        {
            bool rentedAgain = block.Generation != generation + 1;
            return block.Site is null || rentedAgain ? "" : $" It was rented{Environment.NewLine}{block.Site}".TrimEnd();
        }
    }

    private PoolBlock RentBlock(long bytes)
    {
        BeforeRent?.Invoke(bytes);
        int sizeClass = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((ulong)Math.Max(bytes, PoolBlock.Alignment)))
            - BitOperations.Log2(PoolBlock.Alignment);
        StackTrace? site = _tracked is null ? null : new StackTrace(fNeedFileInfo: true);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_retained[sizeClass] is PoolBlock retained)
            {
                _retained[sizeClass] = retained.Next;
                retained.Next = null;
                _retainedBytes -= retained.Bytes;
                return MarkRented(retained, site);
            }
        }

        PoolBlock fresh = new(this, sizeClass);
        if ((Diagnostics & BufferDiagnostics.Poison) != 0)
            fresh.Poison();
        lock (_lock)
            return MarkRented(fresh, site);
    }

    private PoolBlock MarkRented(PoolBlock block, StackTrace? site)
    {
        block.Site = site;
        _tracked?.Add(block);
        Volatile.Write(ref block.Generation, block.Generation + 1);
        _outstandingCount++;
        _outstandingBytes += block.Bytes;
        return block;
    }

    private void FreeRetained()
    {
        for (int i = 0; i < _retained.Length; i++)
        {
            for (PoolBlock? block = _retained[i]; block is not null; block = block.Next)
                block.Free();
            _retained[i] = null;
        }
    }
}
