using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Signalbox.Ingress;

/// <summary>
/// Reads the bodies of webhooks. What counts against the <see cref="BodyBudget"/> are bytes that have come, not bytes that somebody announced; a body
/// that is not there yet holds one of its address's places and has a deadline. Safe for concurrent use; one that has come allocates its array only.
/// </summary>
internal sealed class BodyIntake(BodyBudget budget, ClientLimits clients, IOptions<IngressOptions> options, TimeProvider time)
{
    /// <summary>Reads one body.</summary>
    /// <returns>The body, or why there is none. What it took of the budget is given back.</returns>
    /// <exception cref="BadHttpRequestException">The client sent too slowly, too much or not what it announced; the message says which.</exception>
    internal async ValueTask<(byte[]? Body, BodyFault Fault)> ReadAsync(HttpContext context, SourceShare share, int maxBytes)
    {
        if (context.Request.ContentLength > maxBytes)
        {
            return (null, BodyFault.TooLarge);
        }

        var reader = context.Request.BodyReader;
        var address = context.Connection.RemoteIpAddress;
        ITimer? deadline = null;
        long held = 0;
        try
        {
            while (true)
            {
                if (!reader.TryRead(out var read))
                {
                    if (deadline is null)
                    {
                        if (!clients.TryEnterBody(address))
                        {
                            return (null, BodyFault.AddressFull);
                        }

                        deadline = time.CreateTimer(static r => ((PipeReader)r!).CancelPendingRead(), reader, options.Value.BodyTimeout, Timeout.InfiniteTimeSpan);
                    }

                    read = await reader.ReadAsync(context.RequestAborted);
                }

                var buffer = read.Buffer;
                var (fault, come) = (FaultOf(read, maxBytes), buffer.Length - held);
                if (fault is BodyFault.None && come > 0)
                {
                    fault = budget.TryTake(share, come) ? BodyFault.None : BodyFault.Busy;
                    held += fault is BodyFault.None ? come : 0;
                }

                if (fault is not BodyFault.None)
                {
                    reader.AdvanceTo(buffer.End);
                    return (null, fault);
                }

                if (read.IsCompleted)
                {
                    var body = buffer.ToArray();
                    reader.AdvanceTo(buffer.End);
                    return (body, BodyFault.None);
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            budget.GiveBack(share, held);
            if (deadline is not null)
            {
                clients.LeaveBody(address);

                // Waits for one that is under way: the connection's next request has the same reader.
                await deadline.DisposeAsync();
            }
        }
    }

    private static BodyFault FaultOf(ReadResult read, int maxBytes) =>
        read.Buffer.Length > maxBytes ? BodyFault.TooLarge : read is { IsCanceled: true, IsCompleted: false } ? BodyFault.Slow : BodyFault.None;
}

/// <summary>Why there is no body.</summary>
internal enum BodyFault
{
    /// <summary>There is one.</summary>
    None = 0,

    /// <summary>It is larger than it may be.</summary>
    TooLarge = 1,

    /// <summary>It was not there in time.</summary>
    Slow = 2,

    /// <summary>There is no room for it.</summary>
    Busy = 3,

    /// <summary>As many bodies of its address as may be are on their way in.</summary>
    AddressFull = 4,
}
