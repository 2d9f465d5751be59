using System.Runtime.InteropServices;

namespace SimdGrad.Tests.Kernels;

/// <summary>Pages of memory between two that may not be touched.</summary>
internal sealed partial class ProtectedPages : IDisposable
{
    private const int ProtectNone = 0;
    private const int ReadWrite = 3;
    private const int Private = 2;

    private readonly nuint _size;
    private nint _start;

    public ProtectedPages(int bytes)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint length = Math.Max(1, ((nuint)bytes + page - 1) / page) * page;
        _size = length + 2 * page;
        _start = Map(0, _size, ProtectNone, Private | (OperatingSystem.IsMacOS() ? 0x1000 : 0x20), -1, 0);
        if (_start == -1 || Protect(_start + (nint)page, length, ReadWrite) != 0)
            throw new InvalidOperationException(
                $"mmap or mprotect of {_size} bytes failed: {Marshal.GetLastPInvokeErrorMessage()}");
        First = _start + (nint)page;
        Length = (int)length;
    }

    /// <summary>The address of the first byte; the one before it is protected.</summary>
    public nint First { get; }

    /// <summary>The number of bytes; the one after them is protected.</summary>
    public int Length { get; }

    public void Dispose()
    {
        if (_start != 0)
            _ = Unmap(_start, _size);
        _start = 0;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
