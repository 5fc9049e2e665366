// Five-step procedures with bpmn-engine, in memory: the model is read once, each instance's tasks are signalled as they
// wait. Prints instances a second of each round as JSON. Arguments: rounds, instances a round.
import { Engine } from 'bpmn-engine'
import * as elements from 'bpmn-elements'
import BpmnModdle from 'bpmn-moddle'
import serialize, { TypeResolver } from 'moddle-context-serializer'

const steps = 5
let body = '<startEvent id="s"/><endEvent id="e"/>'
let before = 's'
for (let i = 1; i <= steps + 1; ++i) {
  const id = i > steps ? 'e' : `step${i}`
  if (i <= steps) body += `<userTask id="${id}"/>`
  body += `<sequenceFlow id="f${i}" sourceRef="${before}" targetRef="${id}"/>`
  before = id
}
const xml = `<definitions id="d" xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="five" isExecutable="true">${body}</process></definitions>`
const Moddle = BpmnModdle.BpmnModdle ?? BpmnModdle
const sourceContext = serialize(await new Moddle().fromXML(xml), TypeResolver(elements))

async function run() {
  const engine = new Engine({ name: 'five' })
  engine.addSource({ sourceContext })
  let signalled = 0
  engine.broker.subscribeTmp('event', 'activity.wait', (_, message) => {
    ++signalled
    const { owner, content } = message
    void owner
    engine.execution.signal({ id: content.id, executionId: content.executionId, amount: 5 })
  }, { noAck: true })
  const done = engine.waitFor('end')
  await engine.execute({ variables: { amount: 5 } })
  await done
  if (signalled !== steps) throw new Error(`${signalled} tasks`)
}

const [rounds, count] = process.argv.slice(2).map(Number)
for (let i = 0; i < count; ++i) await run()
const rates = []
for (let round = 0; round < rounds; ++round) {
  const begin = process.hrtime.bigint()
  for (let i = 0; i < count; ++i) await run()
  rates.push(count / (Number(process.hrtime.bigint() - begin) / 1e9))
}
console.log(JSON.stringify(rates))
