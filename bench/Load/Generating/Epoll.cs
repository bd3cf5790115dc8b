using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Signalbox.Bench.Load.Generating;

/// <summary>
/// Waits for many sockets and a clock on one thread. .NET's own asynchronous sockets would hand each answer from one thread to another, on
/// the cores that the server needs. Linux only.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    /// <summary>The tag that <see cref="WaitAny"/> reports for the clock.</summary>
    internal const int Clock = -1;

    private const int Add = 1;
    private const uint Readable = 1;
    private const uint EdgeTriggered = 1u << 31;
    private const int Monotonic = 1;
    private const int MaxEvents = 256;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int TagOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 4 : 8;
    private static readonly int EventBytes = TagOffset + 8;

    private readonly SafeFileHandle _handle = new(Checked(Create(0)), ownsHandle: true);
    private readonly byte[] _events = new byte[MaxEvents * EventBytes];
    private SafeFileHandle? _clock;

    /// <summary>Reports this socket with this tag whenever it has something to read.</summary>
    internal void Watch(Socket socket, int tag) => Watch((int)socket.Handle, tag, Readable);

    /// <summary>Makes <see cref="WaitAny"/> return this often.</summary>
    internal void StartClock(TimeSpan interval)
    {
        _clock = new SafeFileHandle(Checked(CreateTimer(Monotonic, 0)), ownsHandle: true);
        var nanoseconds = (long)interval.TotalNanoseconds;
        long[] setting = [0, nanoseconds, 0, nanoseconds];
        Checked(SetTimer(_clock, 0, setting, 0));

        // Edge triggered: each tick reports once, and nobody has to read it off.
        Watch((int)_clock.DangerousGetHandle(), Clock, Readable | EdgeTriggered);
    }

    /// <summary>Waits, at most for the timeout, and writes the tags of what is ready.</summary>
    /// <returns>How many are.</returns>
    internal int WaitAny(Span<int> tags, int timeoutMs)
    {
        var count = Wait(_handle, _events, Math.Min(tags.Length, MaxEvents), timeoutMs);
        if (count < 0)
        {
            // A signal: .NET's own, for instance.
            return 0;
        }

        for (var i = 0; i < count; i++)
        {
            tags[i] = BinaryPrimitives.ReadInt32LittleEndian(_events.AsSpan((i * EventBytes) + TagOffset));
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _clock?.Dispose();
        _handle.Dispose();
    }

    private void Watch(int descriptor, int tag, uint events)
    {
        var setting = new byte[EventBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(setting, events);
        BinaryPrimitives.WriteInt32LittleEndian(setting.AsSpan(TagOffset), tag);
        Checked(Control(_handle, Add, descriptor, setting));
    }

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, int operation, int descriptor, byte[] setting);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int Wait(SafeFileHandle handle, byte[] events, int maxEvents, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int CreateTimer(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static partial int SetTimer(SafeFileHandle timer, int flags, long[] setting, nint previous);
}
