using System.Net;
using System.Net.Sockets;
using Signalbox.Deliveries;

namespace Signalbox.Tests.Unit.Deliveries.Sending;

/// <summary>Answers as a test says, each time something else if need be: no addresses is a name that is not there.</summary>
/// <param name="answers">Of each question in turn; the last is that of all further ones.</param>
internal sealed class FakeResolver(params string[][] answers) : INameResolver
{
    private int _asked;

    /// <summary>How often it was asked.</summary>
    internal int Asked => Volatile.Read(ref _asked);

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var answer = answers[Math.Min(Interlocked.Increment(ref _asked), answers.Length) - 1];
        return answer.Length == 0
            ? Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound))
            : Task.FromResult(answer.Select(IPAddress.Parse).ToArray());
    }
}
